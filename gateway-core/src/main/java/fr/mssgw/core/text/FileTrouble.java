package fr.mssgw.core.text;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Why a file cannot be used, in the words of a shell: the message of the exception is often the path alone. */
public final class FileTrouble {
    private FileTrouble() {}

    /** The cause without the path, such as {@code no such file}. */
    public static String of(IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return "no such file";
        } else if (failure instanceof AccessDeniedException) {
            return "permission denied";
        } else if (failure instanceof FileAlreadyExistsException) {
            return "exists already";
        } else if (failure instanceof NotDirectoryException) {
            return "not a directory";
        }
        String said = failure instanceof FileSystemException file ? file.getReason() : failure.getMessage();
        if (said == null || said.isBlank()) {
            return failure.getClass().getSimpleName();
        }
        return said.equals("Is a directory") ? "is a directory" : said; // of the JDK for one that is read as a file
    }

    /** Path and cause on one line, where the exception names a file; else its cause. */
    public static String named(IOException failure) {
        String file = failure instanceof FileSystemException named ? named.getFile() : null;
        return file == null ? of(failure) : file + ": " + of(failure);
    }
}
