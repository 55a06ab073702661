package fr.mssgw.certs.mime;

import fr.mssgw.core.message.MessageSpool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A spool where no {@code @TempDir} is at hand, as in properties. */
public final class TestSpool {
    private TestSpool() {}

    public static MessageSpool open() {
        try {
            Path directory = Files.createTempDirectory("test-spool");
            directory.toFile().deleteOnExit();
            return new MessageSpool(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
