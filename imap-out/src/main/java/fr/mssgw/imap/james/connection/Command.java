package fr.mssgw.imap.james.connection;

import fr.mssgw.core.message.RawMessage;
import java.util.List;

/**
 * A command as it arrived, complete: line, literal, line, literal … line. Closing it deletes what the literals hold on
 * disk.
 *
 * @param lines each with its line end; one more than {@code literals}
 */
record Command(List<byte[]> lines, List<RawMessage> literals, Runnable release) implements AutoCloseable {
    Command {
        lines = List.copyOf(lines);
        literals = List.copyOf(literals);
    }

    @Override
    public void close() {
        literals.forEach(RawMessage::close);
        release.run();
    }
}
