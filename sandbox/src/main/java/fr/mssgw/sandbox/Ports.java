package fr.mssgw.sandbox;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Where everything listens: the well-known port's number added to a base, so that several sandboxes can live together. */
public record Ports(int base) {
    public static final int DEFAULT_BASE = 2000;
    private static final int LARGEST = 993;
    private static final int PEERS = 225;

    public Ports {
        if (base < 1024 || base + LARGEST > 65_535) {
            throw new IllegalArgumentException("--port-base is a number from 1024 to " + (65_535 - LARGEST));
        }
    }

    public int mx() {
        return base + 25;
    }

    public int submission() {
        return base + 587;
    }

    public int submissions() {
        return base + 465;
    }

    public int imap() {
        return base + 143;
    }

    public int imaps() {
        return base + 993;
    }

    public int admin() {
        return base + 80;
    }

    public int mesSmtp() {
        return base + 125;
    }

    public int mesPortal() {
        return base + 180;
    }

    public int peer(int index) {
        return base + PEERS + index;
    }

    public int psc() {
        return base + 280;
    }

    /** The first port of the sandbox on which somebody else listens, with its use. Nothing stays bound. */
    public Optional<String> taken(int peers) {
        for (Map.Entry<String, Integer> use : uses(peers).entrySet()) {
            try (ServerSocket probe = new ServerSocket()) {
                probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), use.getValue()));
            } catch (IOException inUse) {
                return Optional.of("port " + use.getValue() + " (" + use.getKey()
                        + ") is in use; stop what listens there, or choose other ports with --port-base");
            }
        }
        return Optional.empty();
    }

    private Map<String, Integer> uses(int peers) {
        Map<String, Integer> uses = new LinkedHashMap<>();
        uses.put("mx", mx());
        uses.put("submission", submission());
        uses.put("submissions", submissions());
        uses.put("imap", imap());
        uses.put("imaps", imaps());
        uses.put("admin", admin());
        uses.put("Mon espace santé, SMTP", mesSmtp());
        uses.put("Mon espace santé, page", mesPortal());
        for (int index = 0; index < peers; index++) {
            uses.put("peer " + (index + 1), peer(index));
        }
        uses.put("Pro Santé Connect", psc());
        return uses;
    }
}
