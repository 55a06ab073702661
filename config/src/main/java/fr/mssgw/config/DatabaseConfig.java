package fr.mssgw.config;

import fr.mssgw.core.access.Secret;
import java.util.Optional;

/** Which PostgreSQL holds everything. */
public sealed interface DatabaseConfig {

    /** A server of our own in the data directory. @param port 0 for any free one */
    record Embedded(int port) implements DatabaseConfig {}

    record External(String url, String user, Secret password, Source source) implements DatabaseConfig {

        /** Without the URL, which may carry a password. */
        @Override
        public String toString() {
            return "External[user=" + user + "]";
        }
    }

    static Field<DatabaseConfig> read(Section section) {
        if (section.has("embedded") || !section.has("url")) {
            if (section.has("url")) {
                section.problem("url", "is written beside embedded; keep one of them");
            }
            Field<Integer> port = section.optionalSection("embedded", 0, embedded -> {
                Field<Integer> number = embedded.optional("port", Forms.wholeNumber(0, 65_535), 0);
                return embedded.check(number::value);
            });
            return section.check(() -> new Embedded(port.value()));
        }
        Field<String> url = section.required("url", Forms.JDBC_URL);
        Field<String> user = section.required("user", Forms.TEXT);
        Field<Optional<Secret>> password = SecretSource.optional(section);
        return section.check(() -> new External(
                url.value(), user.value(), password.value().orElse(new Secret("")), section.source("url")));
    }
}
