package fr.mssgw.config;

import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the gateway listens; one that is left out is not served. Port 0 takes any free one.
 *
 * @param admin for the operator only; a bare port is on loopback
 * @param imapCertificates whether IMAP clients are asked for a certificate, and whether it opens its BAL on {@code
 *     imaps} without a login (PREAUTH)
 * @param http for anybody: the settings that mail clients look for, and nothing else
 */
public record ListenersConfig(
        Optional<InetSocketAddress> mx,
        Optional<InetSocketAddress> submission,
        Optional<InetSocketAddress> submissions,
        Optional<InetSocketAddress> imap,
        Optional<InetSocketAddress> imaps,
        Optional<InetSocketAddress> admin,
        Optional<InetSocketAddress> http,
        ImapCertificates imapCertificates) {

    /** What IMAP does with the client certificates of applicative BALs. */
    public enum ImapCertificates {
        ASKED,
        PREAUTH,
        NOT_ASKED
    }

    static Field<ListenersConfig> read(Section section) {
        Map<String, Field<Optional<InetSocketAddress>>> read = new LinkedHashMap<>();
        for (String name : List.of("mx", "submission", "submissions", "imap", "imaps", "admin", "http")) {
            read.put(name, section.optional(name, name.equals("admin") ? Forms.PRIVATE_LISTENER : Forms.LISTENER));
        }
        Field<ImapCertificates> certificates =
                section.optional("imap-certificates", Forms.oneOf(ImapCertificates.class), ImapCertificates.ASKED);
        Map<Integer, String> taken = new LinkedHashMap<>();
        read.forEach((name, field) -> field.ifRead().flatMap(address -> address).ifPresent(address -> {
            String first = address.getPort() == 0 ? null : taken.putIfAbsent(address.getPort(), name);
            if (first != null) {
                section.problem(name, "port " + address.getPort() + " is taken by " + first + "; write another");
            }
        }));
        return section.check(() -> new ListenersConfig(
                value(read, "mx"),
                value(read, "submission"),
                value(read, "submissions"),
                value(read, "imap"),
                value(read, "imaps"),
                value(read, "admin"),
                value(read, "http"),
                certificates.value()));
    }

    private static Optional<InetSocketAddress> value(
            Map<String, Field<Optional<InetSocketAddress>>> read, String name) {
        Field<Optional<InetSocketAddress>> field = read.get(name);
        return field == null ? Optional.empty() : field.value();
    }
}
