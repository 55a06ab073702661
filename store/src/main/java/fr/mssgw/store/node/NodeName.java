package fr.mssgw.store.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The name of a node: its host's, and a number that was drawn once for its data directory. Two nodes on one host, or on
 * hosts of one name, differ; the same node after a restart has its name back, and with it the leases that it held.
 */
public final class NodeName {
    private static final String FILE = "node-number";
    private static final int OCTETS = 6;

    private NodeName() {}

    /** @throws IOException when the number can neither be read nor written */
    public static String of(String host, Path data) throws IOException {
        Path file = data.resolve(FILE);
        if (Files.exists(file)) {
            String number = Files.readString(file).strip();
            if (number.matches("[0-9a-f]{" + 2 * OCTETS + "}")) {
                return host + "#" + number;
            }
        }
        byte[] random = new byte[OCTETS];
        new SecureRandom().nextBytes(random);
        String number = HexFormat.of().formatHex(random);
        Files.write(file, (number + "\n").getBytes(StandardCharsets.US_ASCII));
        return host + "#" + number;
    }
}
