package fr.mssgw.config;

import java.util.List;

/**
 * Keys for TLS and whom to trust.
 *
 * @param server shown to clients and peers
 * @param client shown to other operators when relaying
 */
public record TlsConfig(KeyConfig server, KeyConfig client, Trust trust) {

    private static final String KEYS = "write certificate and key, or keystore";

    /** @param roots bundles of PEM certificates @param crls revocation lists, read again when they change */
    public record Trust(List<FileReference> roots, List<FileReference> crls) {

        static Field<Trust> read(Section section) {
            Field<FileReference> roots = section.requiredFile("roots");
            Field<List<FileReference>> crls = section.files("crls");
            return section.check(() -> new Trust(List.of(roots.value()), crls.value()));
        }
    }

    static Field<TlsConfig> read(Section section) {
        Field<KeyConfig> server = section.requiredSection("server", KEYS, KeyConfig::read);
        Field<KeyConfig> client = section.requiredSection("client", KEYS, KeyConfig::read);
        Field<Trust> trust =
                section.requiredSection("trust", "write roots, a bundle of PEM certificates, and crls", Trust::read);
        return section.check(() -> new TlsConfig(server.value(), client.value(), trust.value()));
    }
}
