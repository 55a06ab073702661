package fr.mssgw.store.mailbox;

import fr.mssgw.core.delivery.Delivery;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.mailbox.SpaceNotice;
import fr.mssgw.store.delivery.QuotaOf;
import fr.mssgw.store.delivery.SqlDeliveries;
import fr.mssgw.store.sql.Database;
import fr.mssgw.store.sql.OneByOne;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns BAL whose space runs out: once when a threshold is reached, and again only after the usage was below it. The
 * warning and the note that it was given are one transaction for each BAL, so that of several nodes one warns. Blocking;
 * thread-safe.
 */
public final class SpaceWatch {
    private static final Logger LOG = LoggerFactory.getLogger(SpaceWatch.class);

    private final Database database;
    private final SqlDeliveries deliveries;
    private final QuotaOf quota;
    private final OneByOne oneByOne;
    private volatile Figures figures = new Figures(0, 0);

    public SpaceWatch(Database database, SqlDeliveries deliveries, QuotaOf quota) {
        this.database = database;
        this.deliveries = deliveries;
        this.quota = quota;
        this.oneByOne = new OneByOne(database::answers, LOG);
    }

    /** How many BAL are above each threshold. */
    public record Figures(int above80, int above95) {}

    /** As the last {@link #round} found them. */
    public Figures figures() {
        return figures;
    }

    /** Makes the warning that a BAL gets. */
    @FunctionalInterface
    public interface Warning {
        /** @param threshold in percent */
        Delivery of(MssAddress bal, int threshold, long octets, long quota);
    }

    private record Usage(String bal, long octets, int warned) {}

    /** Looks once at all BALs. A BAL that cannot be warned keeps no other from its warning. */
    public void round(Warning warning) {
        AtomicInteger above80 = new AtomicInteger();
        AtomicInteger above95 = new AtomicInteger();
        oneByOne.each(usages(), Usage::bal, "A mailbox was not weighed", usage -> {
            MssAddress bal = MssAddress.parse(usage.bal());
            long most = quota.octets(bal);
            int threshold = SpaceNotice.threshold(usage.octets(), most);
            above80.addAndGet(threshold >= 80 ? 1 : 0);
            above95.addAndGet(threshold >= 95 ? 1 : 0);
            if (threshold > usage.warned()) {
                warn(usage, threshold, () -> warning.of(bal, threshold, usage.octets(), most));
            } else if (threshold < usage.warned()) {
                database.run("noting that a mailbox has room again", connection -> note(connection, usage, threshold));
            }
        });
        figures = new Figures(above80.get(), above95.get());
    }

    private void warn(Usage usage, int threshold, Supplier<Delivery> warning) {
        Optional<SqlDeliveries.Written> written =
                database.transaction("warning of a mailbox that fills up", connection -> {
                    SqlDeliveries.Written one = deliveries.writeWithin(connection, List.of(warning.get()));
                    if (!note(connection, usage, threshold)) {
                        connection.rollback(); // another node has warned
                        return Optional.empty();
                    }
                    return Optional.of(one);
                });
        written.ifPresent(deliveries::tell);
    }

    private List<Usage> usages() {
        return database.run("looking for mailboxes that fill up", connection -> {
            List<Usage> usages = new ArrayList<>();
            try (PreparedStatement query =
                            connection.prepareStatement("SELECT bal, octets, warned FROM bal_usage ORDER BY bal");
                    ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    usages.add(new Usage(rows.getString(1), rows.getLong(2), rows.getInt(3)));
                }
            }
            return usages;
        });
    }

    /** @return false where it was noted otherwise meanwhile */
    private static boolean note(Connection connection, Usage usage, int threshold) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE bal_usage SET warned = ? WHERE bal = ? AND warned = ?")) {
            update.setInt(1, threshold);
            update.setString(2, usage.bal());
            update.setInt(3, usage.warned());
            return update.executeUpdate() == 1;
        }
    }
}
