package fr.mssgw.smtp;

import fr.mssgw.core.message.RawMessage;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * A message that can be read for so long and no longer: whoever reads it to judge it stops then, and its sender is told to
 * try again. Closing it leaves the message open.
 */
final class TimedMessage implements RawMessage {
    private static final int SINGLE_OCTETS = 4_096;

    private final RawMessage message;
    private final long begun = System.nanoTime();
    private final long budget;

    TimedMessage(RawMessage message, Duration budget) {
        this.message = message;
        this.budget = budget.toNanos();
    }

    private void check() throws IOException {
        if (System.nanoTime() - begun > budget) {
            throw new IOException("the message took more than its time to judge");
        }
    }

    @Override
    public long size() {
        return message.size();
    }

    @Override
    public InputStream open() throws IOException {
        check();
        return new FilterInputStream(message.open()) {
            private int unchecked;

            @Override
            public int read() throws IOException {
                if (++unchecked == SINGLE_OCTETS) {
                    unchecked = 0;
                    check();
                }
                return in.read();
            }

            @Override
            public int read(byte[] octets, int offset, int length) throws IOException {
                check();
                return in.read(octets, offset, length);
            }
        };
    }

    @Override
    public void close() {}
}
