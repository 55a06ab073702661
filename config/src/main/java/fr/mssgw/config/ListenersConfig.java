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
 * @param http for anybody: the settings that mail clients look for, and nothing else
 */
public record ListenersConfig(
        Optional<InetSocketAddress> mx,
        Optional<InetSocketAddress> submission,
        Optional<InetSocketAddress> submissions,
        Optional<InetSocketAddress> imap,
        Optional<InetSocketAddress> imaps,
        Optional<InetSocketAddress> admin,
        Optional<InetSocketAddress> http) {

    static Field<ListenersConfig> read(Section section) {
        Map<String, Field<Optional<InetSocketAddress>>> read = new LinkedHashMap<>();
        for (String name : List.of("mx", "submission", "submissions", "imap", "imaps", "admin", "http")) {
            read.put(name, section.optional(name, name.equals("admin") ? Forms.PRIVATE_LISTENER : Forms.LISTENER));
        }
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
                value(read, "http")));
    }

    private static Optional<InetSocketAddress> value(
            Map<String, Field<Optional<InetSocketAddress>>> read, String name) {
        Field<Optional<InetSocketAddress>> field = read.get(name);
        return field == null ? Optional.empty() : field.value();
    }
}
