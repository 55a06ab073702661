package fr.mssgw.app;

/** A subcommand from another module, found by {@link java.util.ServiceLoader}: how the sandbox adds its own. */
public interface CommandContribution {

    /** A fresh object annotated with picocli's {@code @Command}. */
    Object command();
}
