package fr.mssgw.app;

import fr.mssgw.app.admin.Metrics;
import fr.mssgw.config.DatabaseConfig;
import fr.mssgw.config.GatewayConfig;
import fr.mssgw.core.port.AuditTrail;
import fr.mssgw.core.port.MailboxPolicy;
import fr.mssgw.core.port.MailboxRoom;
import fr.mssgw.store.access.SqlApplicationPasswords;
import fr.mssgw.store.audit.AuditSealer;
import fr.mssgw.store.audit.SqlAuditTrail;
import fr.mssgw.store.conversation.SqlConversations;
import fr.mssgw.store.conversation.SqlOppositions;
import fr.mssgw.store.delivery.SqlDeliveries;
import fr.mssgw.store.mailbox.Garbage;
import fr.mssgw.store.mailbox.MailboxListener;
import fr.mssgw.store.mailbox.Room;
import fr.mssgw.store.node.NodeFeed;
import fr.mssgw.store.node.NodeName;
import fr.mssgw.store.queue.OperatorQueue;
import fr.mssgw.store.queue.SqlQueue;
import fr.mssgw.store.sql.Database;
import fr.mssgw.store.sql.EmbeddedSettings;
import fr.mssgw.store.sql.Rounds;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;

/** PostgreSQL and what is written there. */
final class StoreWiring {

    private static final Duration BETWEEN_SEALS = Duration.ofSeconds(1);
    private static final Duration BETWEEN_COLLECTIONS = Duration.ofMinutes(1);

    final Database database;
    final NodeFeed nodes;
    final AuditSealer sealer;
    final AuditTrail audit;
    final SqlConversations conversations;
    final SqlOppositions oppositions;
    final SqlApplicationPasswords applicationPasswords;
    final MailboxRoom room;
    final Rounds rounds;

    private final MailboxPolicy policy;
    private final InstantSource clock;

    StoreWiring(GatewayConfig config, MailboxPolicy policy, InstantSource clock, Metrics metrics, Parts parts)
            throws IOException {
        this.policy = policy;
        this.clock = clock;
        this.database = parts.add("database", open(config));
        this.nodes = parts.add("nodes", new NodeFeed(database, NodeName.of(config.hostname(), config.data())));
        // closed after the trail, whose last events it seals
        this.sealer = parts.add("audit-sealer", new AuditSealer(database)).start(BETWEEN_SEALS);
        this.audit = metrics.counting(parts.add("audit", new SqlAuditTrail(database)));
        this.conversations = new SqlConversations(database);
        this.oppositions = new SqlOppositions(database);
        this.applicationPasswords = new SqlApplicationPasswords(database);
        this.room = new Room(database, bal -> policy.of(bal).quotaOctets(), clock);
        this.rounds = parts.add("rounds", new Rounds());
        rounds.every(
                "garbage",
                BETWEEN_COLLECTIONS,
                BETWEEN_COLLECTIONS,
                "Unused messages were not removed",
                new Garbage(database)::round);
    }

    private static Database open(GatewayConfig config) {
        if (config.database() instanceof DatabaseConfig.External external) {
            return Database.external(
                    external.url(), external.user(), external.password(), EmbeddedSettings.DEFAULT_CONNECTIONS);
        }
        DatabaseConfig.Embedded embedded = (DatabaseConfig.Embedded) config.database();
        return Database.embedded(
                EmbeddedSettings.in(config.data().resolve("postgresql")).withPort(embedded.port()));
    }

    /** @param listener wakes open IMAP sessions */
    Written writing(MailboxListener listener) {
        SqlDeliveries deliveries =
                new SqlDeliveries(database, bal -> policy.of(bal).quotaOctets(), listener);
        deliveries.queued().tells(nodes::workQueued);
        return new Written(
                deliveries,
                new SqlQueue(database, deliveries, clock),
                new OperatorQueue(database, deliveries.queued()));
    }

    /** What commits messages, and what waits for other operators. */
    record Written(SqlDeliveries deliveries, SqlQueue queue, OperatorQueue operator) {}
}
