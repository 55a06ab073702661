package fr.mssgw.relay;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Ends what takes too long by closing its socket. Socket time-outs alone do not bound a peer that sends one octet a
 * minute, nor a write that the peer does not read. Thread-safe; its thread is a daemon and ends with {@link #close}.
 */
final class Deadlines implements AutoCloseable {
    private static final long TICK_MILLIS = 100;

    private final Map<Socket, Watch> watches = new ConcurrentHashMap<>();
    private final Thread thread = new Thread(this::watch, "relay-deadlines");
    private volatile boolean closed;

    Deadlines() {
        thread.setDaemon(true);
        thread.start();
    }

    /** Watches a socket until {@link Watch#closeNow}. */
    Watch over(Socket socket) {
        Watch watch = new Watch(socket);
        watches.put(socket, watch);
        if (closed) {
            watch.expire();
        }
        return watch;
    }

    private void watch() {
        while (!closed) {
            long now = System.nanoTime();
            watches.values().forEach(watch -> watch.check(now));
            try {
                Thread.sleep(TICK_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Closes every socket that is still watched. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        watches.values().forEach(Watch::expire);
    }

    final class Watch {
        private final Socket socket;
        private volatile long end = Long.MAX_VALUE;
        private volatile boolean armed;
        private volatile boolean expired;

        private Watch(Socket socket) {
            this.socket = socket;
        }

        void within(Duration limit) {
            end = System.nanoTime() + limit.toNanos();
            armed = true;
        }

        /** Nothing is under way. */
        void rest() {
            armed = false;
        }

        /** Whether the deadline, and not the peer, closed the socket. */
        boolean expired() {
            return expired;
        }

        private void check(long now) {
            if (armed && now - end > 0) {
                expire();
            }
        }

        private void expire() {
            expired = true;
            closeNow();
        }

        /** Closes the socket at once, whatever is under way on it. */
        void closeNow() {
            armed = false;
            watches.remove(socket);
            try {
                socket.close();
            } catch (IOException alreadyGone) {
                // closed is what was wanted
            }
        }
    }
}
