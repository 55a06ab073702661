package fr.mssgw.config;

import java.util.Optional;

/** @param signer the certificate that signs the list; empty where unsigned lists are accepted on purpose */
public record WhiteListConfig(FileReference file, Optional<FileReference> signer) {

    private enum Unsigned {
        ACCEPTED
    }

    static Field<WhiteListConfig> read(Section section) {
        Field<FileReference> file = section.requiredFile("file");
        Field<Optional<FileReference>> signer = section.optionalFile("signer");
        Field<Optional<Unsigned>> unsigned = section.optional("unsigned", Forms.oneOf(Unsigned.class));
        if (section.has("signer") == section.has("unsigned")) {
            section.problem(
                    section.has("signer") ? "unsigned" : "signer",
                    "write either signer, the certificate that signs the list, or unsigned: accepted");
        }
        return section.check(() -> {
            unsigned.value();
            return new WhiteListConfig(file.value(), signer.value());
        });
    }
}
