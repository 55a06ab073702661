package fr.mssgw.store.node;

import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.identity.Rpps;
import fr.mssgw.core.port.StoreUnavailable;
import fr.mssgw.store.sql.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateways on one database tell one another by LISTEN and NOTIFY what changed (docs/adr/0013). Each keeps one
 * connection that listens, without a poll; news are collected for some milliseconds and sent after the commits that
 * they are about, from a connection of the pool. A NOTIFY inside a delivery would hold a lock of the whole database
 * while its commit waits for the disk, and so end group commit.
 *
 * <p>Nothing is kept: who was not listening reads again what it shows. That is the case after a lost connection, and
 * when another node starts, whose predecessor may have died between a commit and its news.
 *
 * <p>The listening connection also holds an advisory lock on the node's name, so that no two running nodes have one
 * name, even where one machine is a copy of the other. Thread-safe.
 */
public final class NodeFeed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NodeFeed.class);

    private static final String CHANNEL = "mssgw";
    private static final int MOST_FOLDERS = 10_000;
    private static final int BETWEEN_BATCHES_MILLIS = 15;
    private static final int SHORTEST_PAUSE_MILLIS = 100;
    private static final int LONGEST_PAUSE_MILLIS = 5_000;
    private static final int PROBE_MILLIS = 20_000;
    private static final int NAME_TRIES = 8;
    private static final int BETWEEN_NAME_TRIES_MILLIS = 250;

    private final Database database;
    private final String name;
    private final Thread sender = new Thread(this::sendAll, "node-feed-sender");
    private final Thread reader = new Thread(this::readAll, "node-feed");
    private final Map<Long, Boolean> folders = new LinkedHashMap<>();
    private final Set<String> revoked = new LinkedHashSet<>();
    private boolean queued;
    private boolean everything = true; // the first news is that we are there
    private volatile @Nullable NodeListener listener;
    private volatile @Nullable Connection listening;
    private volatile boolean closed;

    /**
     * Connects, and takes the name, with a random end to it when a running node has it already.
     *
     * @throws StoreUnavailable when there is no connection to be had
     */
    public NodeFeed(Database database, String preferredName) {
        this.database = database;
        try {
            Connection connection = connect();
            this.name = take(connection, preferredName);
            this.listening = connection;
        } catch (SQLException e) {
            throw new StoreUnavailable("listening to the other nodes", e);
        }
    }

    /** Under which this node leases and tells; no other running node has it. */
    public String name() {
        return name;
    }

    /** From now on tells and is told. */
    public void start(NodeListener told) {
        listener = told;
        reader.setDaemon(true);
        sender.setDaemon(true);
        reader.start();
        sender.start();
    }

    /** A folder changed here; told after its commit. */
    public synchronized void folderChanged(long mailboxId, boolean messagesRemoved) {
        if (folders.size() >= MOST_FOLDERS && !folders.containsKey(mailboxId)) {
            everything = true;
            folders.clear();
        }
        folders.merge(mailboxId, messagesRemoved, Boolean::logicalOr);
        notifyAll();
    }

    /** Nobody knows what changed here: the others look at all that they show. */
    public synchronized void anythingMayHaveChanged() {
        everything = true;
        notifyAll();
    }

    /** Work came into the queue here. */
    public synchronized void workQueued() {
        queued = true;
        notifyAll();
    }

    /** An application password was revoked here. */
    public synchronized void accessRevoked(MssAddress bal, Rpps person) {
        revoked.add(bal.wireForm() + " " + person.number());
        notifyAll();
    }

    private synchronized News take() throws InterruptedException {
        while (folders.isEmpty() && revoked.isEmpty() && !queued && !everything) {
            wait();
        }
        News news = new News(folders, queued, revoked, everything);
        folders.clear();
        revoked.clear();
        queued = false;
        everything = false;
        return news;
    }

    private synchronized void putBack(News news) {
        news.folders().forEach((id, removed) -> folders.merge(id, removed, Boolean::logicalOr));
        revoked.addAll(news.revoked());
        queued |= news.queued();
        everything |= news.everything();
        if (folders.size() > MOST_FOLDERS) {
            folders.clear();
            everything = true;
        }
    }

    private void sendAll() {
        try {
            while (!closed) {
                News news = take();
                int pause = BETWEEN_BATCHES_MILLIS;
                try {
                    send(news.payloads(name));
                } catch (StoreUnavailable e) {
                    LOG.debug("news for the other nodes wait", e);
                    putBack(news);
                    pause = LONGEST_PAUSE_MILLIS / 5;
                }
                Thread.sleep(pause);
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(List<String> payloads) {
        boolean done = database.run("telling the other nodes", connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("SELECT pg_notify('" + CHANNEL + "', p) FROM unnest(?) AS p")) {
                statement.setArray(1, connection.createArrayOf("text", payloads.toArray()));
                return statement.execute();
            }
        });
        assert done;
    }

    private void readAll() {
        int pause = SHORTEST_PAUSE_MILLIS;
        while (!closed) {
            try {
                Connection connection = listening;
                if (connection == null) {
                    connection = connect();
                    listening = connection;
                    hold(connection);
                    LOG.info("listening to the other nodes again");
                    toListener(NodeListener::mayHaveMissedNews);
                }
                pause = SHORTEST_PAUSE_MILLIS;
                while (!closed) {
                    listen(connection);
                }
            } catch (SQLException e) {
                drop();
                if (!closed) {
                    LOG.warn("the connection that listens to the other nodes is lost: {}", e.getMessage());
                    pause = slept(pause);
                }
            }
        }
    }

    private void listen(Connection connection) throws SQLException {
        PGNotification[] told = connection.unwrap(PGConnection.class).getNotifications(PROBE_MILLIS);
        if (told == null || told.length == 0) {
            if (!connection.isValid(5)) {
                throw new SQLException("no answer within 5 seconds");
            }
            return;
        }
        for (PGNotification one : told) {
            News.read(one.getParameter())
                    .filter(read -> !read.from().equals(name))
                    .ifPresent(read -> pass(read.news()));
        }
    }

    private void pass(News news) {
        if (news.everything()) {
            toListener(NodeListener::mayHaveMissedNews);
        }
        if (news.queued() || news.everything()) {
            toListener(NodeListener::workQueued);
        }
        for (String one : news.revoked()) {
            int space = one.indexOf(' ');
            try {
                MssAddress bal = MssAddress.parse(one.substring(0, space));
                Rpps person = new Rpps(one.substring(space + 1));
                toListener(l -> l.accessRevoked(bal, person));
            } catch (IllegalArgumentException e) {
                LOG.warn("another node revoked an access in words that are not understood here");
            }
        }
        if (!news.folders().isEmpty()) {
            toListener(l -> l.foldersChanged(news.folders()));
        }
    }

    private void toListener(java.util.function.Consumer<NodeListener> telling) {
        NodeListener told = listener;
        if (told == null) {
            return;
        }
        try {
            telling.accept(told);
        } catch (RuntimeException e) {
            LOG.error("what another node told could not be acted upon", e);
        }
    }

    private Connection connect() throws SQLException {
        Connection connection = database.connection("mssgw-listens");
        try (Statement statement = connection.createStatement()) {
            statement.execute("LISTEN " + CHANNEL);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private static String take(Connection connection, String preferred) throws SQLException {
        // a node that was killed just now keeps its name until PostgreSQL notices
        for (int tries = NAME_TRIES; tries > 0; tries--) {
            if (locked(connection, preferred)) {
                return preferred;
            }
            int unused = slept(BETWEEN_NAME_TRIES_MILLIS);
        }
        String other = preferred + "-"
                + Integer.toHexString(ThreadLocalRandom.current().nextInt());
        LOG.warn("a running node is called {} already; this one calls itself {}", preferred, other);
        if (!locked(connection, other)) {
            throw new SQLException("no name is free for this node");
        }
        return other;
    }

    private void hold(Connection connection) throws SQLException {
        if (!locked(connection, name)) {
            LOG.warn("another connection holds the name {} of this node: ours of before, or a copy of this node", name);
        }
    }

    private static boolean locked(Connection connection, String name) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT pg_try_advisory_lock(hashtextextended('mssgw node ' || ?, 0))")) {
            statement.setString(1, name);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    private static int slept(int pause) {
        try {
            Thread.sleep(Duration.ofMillis(pause).toMillis());
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
        return Math.min(pause * 2, LONGEST_PAUSE_MILLIS);
    }

    private void drop() {
        Optional.ofNullable(listening).ifPresent(connection -> {
            try {
                connection.abort(Runnable::run); // does not wait for whoever reads on it
            } catch (SQLException gone) {
                LOG.trace("closing a lost connection", gone);
            }
        });
        listening = null;
    }

    @Override
    public void close() {
        closed = true;
        sender.interrupt();
        reader.interrupt();
        drop(); // ends a reader that waits for news
    }
}
