package fr.mssgw.config;

import java.nio.file.Path;

/**
 * A file that a setting names, which existed when it was read.
 *
 * @param path absolute
 */
public record FileReference(Path path, Source source) {}
