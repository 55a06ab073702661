package fr.mssgw.store;

import fr.mssgw.core.delivery.Delivery;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.mailbox.SpaceNotice;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Warns BAL whose space runs out: once when a threshold is reached, and again only after the usage was below it. The
 * warning and the note that it was given are one transaction; one node at a time looks. Blocking; thread-safe.
 */
public final class SpaceWatch {
    private static final long ADVISORY_LOCK = 0x6D737367_73706163L; // "mssgspac"
    /** Warnings in one transaction. */
    private static final int BATCH = 50;

    private final Database database;
    private final SqlDeliveries deliveries;
    private final QuotaOf quota;
    private volatile Figures figures = new Figures(0, 0);

    public SpaceWatch(Database database, SqlDeliveries deliveries, QuotaOf quota) {
        this.database = database;
        this.deliveries = deliveries;
        this.quota = quota;
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

    private record Usage(MssAddress bal, long octets, int warned, int threshold) {}

    /** Looks once at all BAL; says how many were warned. */
    public int round(Warning warning) {
        int all = 0;
        int some;
        do {
            List<SqlDeliveries.Written> written = new ArrayList<>();
            some = database.transaction("warning of mailboxes that fill up", connection -> {
                written.clear(); // what was tried before was rolled back
                return isAlone(connection) ? warn(connection, warning, written) : 0;
            });
            written.forEach(deliveries::tell);
            all += some;
        } while (some == BATCH);
        return all;
    }

    private int warn(Connection connection, Warning warning, List<SqlDeliveries.Written> written) throws SQLException {
        List<Usage> usages = usages(connection);
        figures = new Figures(
                (int) usages.stream().filter(usage -> usage.threshold() >= 80).count(),
                (int) usages.stream().filter(usage -> usage.threshold() >= 95).count());
        int warned = 0;
        for (Usage usage : usages) {
            if (usage.threshold() != usage.warned() && warned < BATCH) {
                if (usage.threshold() > usage.warned()) {
                    Delivery delivery =
                            warning.of(usage.bal(), usage.threshold(), usage.octets(), quota.octets(usage.bal()));
                    written.add(deliveries.writeWithin(connection, List.of(delivery)));
                    warned++;
                }
                note(connection, usage);
            }
        }
        return warned;
    }

    private List<Usage> usages(Connection connection) throws SQLException {
        List<Usage> usages = new ArrayList<>();
        try (PreparedStatement query =
                        connection.prepareStatement("SELECT bal, octets, warned FROM bal_usage ORDER BY bal");
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                MssAddress bal = MssAddress.parse(rows.getString(1));
                long octets = rows.getLong(2);
                int warned = rows.getInt(3);
                int threshold = SpaceNotice.threshold(octets, quota.octets(bal));
                if (threshold != 0 || warned != 0) {
                    usages.add(new Usage(bal, octets, warned, threshold));
                }
            }
        }
        return usages;
    }

    private static void note(Connection connection, Usage usage) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("UPDATE bal_usage SET warned = ? WHERE bal = ?")) {
            update.setInt(1, usage.threshold());
            update.setString(2, usage.bal().wireForm());
            update.executeUpdate();
        }
    }

    private static boolean isAlone(Connection connection) throws SQLException {
        try (PreparedStatement statement =
                        connection.prepareStatement("SELECT pg_try_advisory_xact_lock(" + ADVISORY_LOCK + ")");
                ResultSet row = statement.executeQuery()) {
            return row.next() && row.getBoolean(1);
        }
    }
}
