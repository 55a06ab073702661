package fr.mssgw.app.command;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that the command line names. */
final class GivenFile {
    private GivenFile() {}

    /** @throws FileSystemException with the path and its cause, also for a directory, which opens and cannot be read */
    static InputStream open(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new FileSystemException(file.toString(), null, "is a directory");
        }
        return Files.newInputStream(file);
    }
}
