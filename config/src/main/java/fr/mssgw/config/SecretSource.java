package fr.mssgw.config;

import fr.mssgw.core.access.Secret;
import fr.mssgw.core.text.FileTrouble;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Optional;

/** Secrets come from a file ({@code password-file}) or the environment ({@code password-env}), never from the YAML. */
final class SecretSource {

    private static final int MAX_OCTETS = 4096;

    private SecretSource() {}

    static Field<Optional<Secret>> optional(Section section) {
        boolean byFile = section.has("password-file");
        boolean byEnvironment = section.has("password-env");
        if (section.has("password")) {
            section.problem("password", "does not belong in this file; write password-file or password-env");
            return Field.missing();
        }
        if (byFile && byEnvironment) {
            section.problem("password-env", "is written beside password-file; keep one of them");
            return Field.missing();
        }
        if (byFile) {
            return fromFile(section);
        }
        return byEnvironment ? fromEnvironment(section) : Field.of(Optional.empty());
    }

    private static Field<Optional<Secret>> fromFile(Section section) {
        Optional<FileReference> file = section.requiredFile("password-file").ifRead();
        if (file.isEmpty()) {
            return Field.missing();
        }
        try (var stream = Files.newInputStream(file.get().path())) {
            byte[] octets = stream.readNBytes(MAX_OCTETS + 1);
            String text = new String(octets, StandardCharsets.UTF_8).strip();
            if (octets.length > MAX_OCTETS || text.isEmpty() || text.contains("\n")) {
                section.problem("password-file", "does not hold one line; write the password alone in that file");
                return Field.missing();
            }
            return Field.of(Optional.of(new Secret(text)));
        } catch (IOException e) {
            section.problem("password-file", "cannot be read (" + FileTrouble.of(e) + "); correct its rights");
            return Field.missing();
        }
    }

    private static Field<Optional<Secret>> fromEnvironment(Section section) {
        Optional<String> name = section.required("password-env", Forms.TEXT).ifRead();
        if (name.isEmpty()) {
            return Field.missing();
        }
        Optional<String> value = section.place().environment().apply(name.get()).filter(text -> !text.isEmpty());
        if (value.isEmpty()) {
            section.problem("password-env", "names a variable that is not set; set it before the start");
            return Field.missing();
        }
        return Field.of(value.map(Secret::new));
    }
}
