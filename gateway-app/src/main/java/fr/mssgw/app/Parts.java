package fr.mssgw.app;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has been opened, to be closed in the opposite order, whatever fails on the way. */
final class Parts implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Parts.class);

    private record Part(String name, AutoCloseable closing) {}

    private final Deque<Part> open = new ArrayDeque<>();

    <T extends AutoCloseable> T add(String name, T part) {
        open.push(new Part(name, part));
        return part;
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            Part part = open.pop();
            try {
                part.closing().close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Exception e) {
                LOG.warn("stopping {}", part.name(), e);
            }
        }
    }
}
