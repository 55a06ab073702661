package fr.mssgw.certs;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A certificate, key or list file that cannot be used: one line that names the file, the problem and the remedy. */
public final class UnusableFile extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Path file;
    private final String problem;

    /** @param problem what is wrong and what to do, in English, for the operator */
    public UnusableFile(Path file, String problem) {
        super(file + ": " + problem);
        this.file = file;
        this.problem = problem;
    }

    public UnusableFile(Path file, String problem, @Nullable Throwable cause) {
        super(file + ": " + problem, cause);
        this.file = file;
        this.problem = problem;
    }

    public Path file() {
        return file;
    }

    /** The message without the file's name, for callers that name it themselves. */
    public String problem() {
        return problem;
    }
}
