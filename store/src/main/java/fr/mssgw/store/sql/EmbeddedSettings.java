package fr.mssgw.store.sql;

import java.nio.file.Path;

/**
 * Where the embedded PostgreSQL lives.
 *
 * @param directory holds the cluster, the password file, the lock and the server's log; made when missing
 * @param binaries where PostgreSQL is unpacked, once for each version
 * @param port on loopback; 0 for any free one
 * @param connections size of the pool
 */
public record EmbeddedSettings(Path directory, Path binaries, int port, int connections) {
    public static final int DEFAULT_CONNECTIONS = 16;

    public EmbeddedSettings {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("a port is 0 to 65535");
        }
        if (connections < 2 || connections > 500) {
            throw new IllegalArgumentException("a pool has 2 to 500 connections");
        }
        directory = directory.toAbsolutePath().normalize();
        binaries = binaries.toAbsolutePath().normalize();
    }

    /** Everything below one directory, any free port. */
    public static EmbeddedSettings in(Path directory) {
        return new EmbeddedSettings(directory, directory.resolve("binaries"), 0, DEFAULT_CONNECTIONS);
    }

    public EmbeddedSettings withPort(int newPort) {
        return new EmbeddedSettings(directory, binaries, newPort, connections);
    }

    public EmbeddedSettings withConnections(int count) {
        return new EmbeddedSettings(directory, binaries, port, count);
    }
}
