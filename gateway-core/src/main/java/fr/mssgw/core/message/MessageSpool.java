package fr.mssgw.core.message;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Where messages in progress lie: in memory up to a limit, then in a file of one directory. Nothing here is durable:
 * what counts is committed to the store before it is acknowledged, and what a crash leaves is deleted at the next
 * start. Thread-safe; a {@link Draft} is not.
 */
public final class MessageSpool {
    /** Above this many octets a message goes to a file. */
    public static final int MEMORY_LIMIT = 128 * 1024;

    private final Path directory;
    private final AtomicLong next = new AtomicLong();

    /** Opens the directory, making it where needed, and deletes what an earlier run left in it. */
    public MessageSpool(Path directory) throws IOException {
        Files.createDirectories(directory);
        try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, "*.msg")) {
            for (Path file : left) {
                Files.deleteIfExists(file);
            }
        }
        this.directory = directory;
    }

    public Draft draft() {
        return new Draft(directory.resolve(ProcessHandle.current().pid() + "-" + next.incrementAndGet() + ".msg"));
    }

    /** A message being written. Close without {@link #finish} throws it away. */
    public static final class Draft extends OutputStream {
        private final Path file;
        private @Nullable ByteArrayOutputStream memory = new ByteArrayOutputStream(16 * 1024);
        private @Nullable OutputStream disk;
        private long size;
        private boolean finished;

        private Draft(Path file) {
            this.file = file;
        }

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] octets, int offset, int length) throws IOException {
            ByteArrayOutputStream held = memory;
            if (held != null && held.size() + length > MEMORY_LIMIT) {
                OutputStream opened = new java.io.BufferedOutputStream(Files.newOutputStream(file), 64 * 1024);
                disk = opened;
                held.writeTo(opened);
                memory = null;
                held = null;
            }
            OutputStream target = held != null ? held : disk;
            if (target == null) {
                throw new IOException("the draft is closed");
            }
            target.write(octets, offset, length);
            size += length;
        }

        /** Octets written so far. */
        public long size() {
            return size;
        }

        /** Ends the writing; the caller owns what is returned. */
        public RawMessage finish() throws IOException {
            if (finished) {
                throw new IllegalStateException("finished already");
            }
            finished = true;
            ByteArrayOutputStream held = memory;
            if (held != null) {
                memory = null;
                return RawMessage.of(held.toByteArray());
            }
            if (disk == null) {
                throw new IOException("the draft is closed");
            }
            disk.close();
            return new OnDisk(file, size);
        }

        @Override
        public void close() throws IOException {
            memory = null;
            OutputStream written = disk;
            disk = null;
            if (written != null && !finished) {
                written.close();
                Files.deleteIfExists(file);
            }
        }
    }

    private record OnDisk(Path file, long size) implements RawMessage {
        @Override
        public InputStream open() throws IOException {
            return Files.newInputStream(file);
        }

        @Override
        public void close() {
            try {
                Files.deleteIfExists(file);
            } catch (IOException leftForTheNextStart) {
                // the constructor of MessageSpool deletes it
            }
        }
    }
}
