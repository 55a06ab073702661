package fr.mssgw.store.embedded;

import fr.mssgw.store.embedded.EmbeddedServer.Durability;
import java.util.ArrayList;
import java.util.List;

/** What PostgreSQL is started with; a command line wins over whatever its files say. */
final class ServerSettings {
    private ServerSettings() {}

    static List<String> of(int port, int maxConnections, Durability durability) {
        List<String> settings = new ArrayList<>(List.of(
                "port=" + port,
                "listen_addresses=127.0.0.1",
                "unix_socket_directories=",
                "max_connections=" + maxConnections,
                "password_encryption=scram-sha-256",
                "shared_buffers=128MB",
                "wal_buffers=16MB",
                "min_wal_size=256MB",
                "max_wal_size=2GB",
                "checkpoint_timeout=15min",
                "random_page_cost=1.1",
                "jit=off", // statements of a millisecond gain nothing from it
                "max_parallel_workers_per_gather=0",
                "max_wal_senders=0",
                "autovacuum_naptime=20s", // the queue's rows live for seconds
                "timezone=UTC",
                "log_timezone=UTC",
                "lc_messages=C",
                "logging_collector=off",
                "log_checkpoints=off",
                "log_min_messages=log", // a statement's error, which may quote a patient, goes to its caller only
                "log_error_verbosity=terse",
                "log_min_error_statement=panic"));
        boolean durable = durability == Durability.DURABLE;
        settings.add("fsync=" + (durable ? "on" : "off"));
        settings.add("synchronous_commit=" + (durable ? "on" : "off"));
        settings.add("full_page_writes=" + (durable ? "on" : "off"));
        return settings;
    }
}
