package fr.mssgw.core.message;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Where messages in progress lie: small ones in memory; larger ones too, while all of them together leave the heap to
 * others; what then remains in files of one directory. Nothing here is durable: what counts is committed to the store
 * before it is acknowledged, and what a crash leaves is deleted at the next start. Thread-safe; a {@link Draft} is not.
 */
public final class MessageSpool {
    /** Up to this many octets a message is always held in memory. */
    public static final int MEMORY_LIMIT = 128 * 1024;

    /** A message above this is in a file, whatever room there is. */
    public static final int LARGE_LIMIT = 4 * 1024 * 1024;

    /** Of the heap, what all messages above {@link #MEMORY_LIMIT} together may take. */
    private static final int SHARE = 16;

    private final Path directory;
    private final AtomicLong room;
    private final AtomicLong next = new AtomicLong();

    /** Opens the directory, making it where needed, and deletes what an earlier run left in it. */
    public MessageSpool(Path directory) throws IOException {
        this(directory, Runtime.getRuntime().maxMemory() / SHARE);
    }

    /** @param room octets of memory for messages above {@link #MEMORY_LIMIT}, all together */
    MessageSpool(Path directory, long room) throws IOException {
        this.room = new AtomicLong(room);
        Files.createDirectories(directory);
        try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, "*.msg")) {
            for (Path file : left) {
                Files.deleteIfExists(file);
            }
        }
        this.directory = directory;
    }

    public Draft draft() {
        return new Draft(
                room, directory.resolve(ProcessHandle.current().pid() + "-" + next.incrementAndGet() + ".msg"));
    }

    /** A message being written. Close without {@link #finish} throws it away. */
    public static final class Draft extends OutputStream {
        private final AtomicLong room;
        private final Path file;
        private @Nullable HeldOctets memory = new HeldOctets();
        private @Nullable OutputStream disk;
        private long taken;
        private long size;
        private boolean finished;

        private Draft(AtomicLong room, Path file) {
            this.room = room;
            this.file = file;
        }

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] octets, int offset, int length) throws IOException {
            HeldOctets held = memory;
            if (held != null && takesRoom(held, length)) {
                held.write(octets, offset, length);
            } else {
                toDisk(held).write(octets, offset, length);
            }
            size += length;
        }

        /** Whether there is room for so many octets more in memory, which is taken then. */
        private boolean takesRoom(HeldOctets held, int length) {
            long whole = held.size() + length;
            if (whole <= MEMORY_LIMIT) {
                return true;
            }
            int growth = held.growth(length);
            if (whole > LARGE_LIMIT) {
                return false;
            }
            if (room.addAndGet(-growth) < 0) {
                room.addAndGet(growth);
                return false;
            }
            taken += growth;
            return true;
        }

        /** Where what follows is written, after what was held until now. */
        private OutputStream toDisk(@Nullable HeldOctets held) throws IOException {
            OutputStream opened = disk;
            if (opened == null) {
                if (held == null) {
                    throw new IOException("the draft is closed");
                }
                opened = new java.io.BufferedOutputStream(Files.newOutputStream(file), 64 * 1024);
                disk = opened;
                held.writeTo(opened);
                forget();
            }
            return opened;
        }

        private void forget() {
            memory = null;
            room.addAndGet(taken);
            taken = 0;
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
            HeldOctets held = memory;
            if (held != null) {
                InMemory message = new InMemory(held, new AtomicLong(taken), room);
                memory = null;
                taken = 0;
                return message;
            }
            if (disk == null) {
                throw new IOException("the draft is closed");
            }
            disk.close();
            return new OnDisk(file, size);
        }

        @Override
        public void close() throws IOException {
            forget();
            OutputStream written = disk;
            disk = null;
            if (written != null && !finished) {
                written.close();
                Files.deleteIfExists(file);
            }
        }
    }

    /** @param taken of the room, given back once */
    private record InMemory(HeldOctets octets, AtomicLong taken, AtomicLong room) implements RawMessage {
        @Override
        public long size() {
            return octets.size();
        }

        @Override
        public InputStream open() {
            return octets.open();
        }

        @Override
        public void close() {
            room.addAndGet(taken.getAndSet(0));
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
