package fr.mssgw.config;

import java.nio.file.Path;
import java.util.Optional;

/** @param correspondents directory of PEM certificates to encrypt to */
public record SmimeConfig(Sign sign, Encrypt encrypt, Optional<Path> correspondents) {

    public enum Sign {
        ALWAYS,
        WHEN_POSSIBLE,
        NEVER
    }

    public enum Encrypt {
        REQUIRED,
        WHEN_POSSIBLE,
        NEVER
    }

    static final SmimeConfig DEFAULT = new SmimeConfig(Sign.WHEN_POSSIBLE, Encrypt.WHEN_POSSIBLE, Optional.empty());

    static Field<SmimeConfig> read(Section section) {
        Field<Sign> sign = section.optional("sign", Forms.oneOf(Sign.class), DEFAULT.sign());
        Field<Encrypt> encrypt = section.optional("encrypt", Forms.oneOf(Encrypt.class), DEFAULT.encrypt());
        Field<Optional<Path>> correspondents = section.optional("correspondents", section.pathForm());
        correspondents
                .ifRead()
                .flatMap(path -> path)
                .filter(path -> !path.toFile().isDirectory())
                .ifPresent(path -> section.problem(
                        "correspondents", "directory " + path + " does not exist; make it or correct the path"));
        return section.check(() -> new SmimeConfig(sign.value(), encrypt.value(), correspondents.value()));
    }
}
