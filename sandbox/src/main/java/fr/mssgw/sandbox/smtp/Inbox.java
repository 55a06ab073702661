package fr.mssgw.sandbox.smtp;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * A folder of received messages: {@code NAME.eml}, byte for byte, and {@code NAME.json} beside it
 * (docs/contract.md §2). Names sort by time of arrival. Thread-safe.
 */
public final class Inbox {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS").withZone(ZoneOffset.UTC);

    /**
     * How a message came.
     *
     * @param from empty for the null sender
     * @param tls the protocol, such as {@code TLSv1.3}; empty without
     * @param clientCertificate the subject of the certificate that the sender showed; empty without
     * @param received ISO 8601, UTC
     */
    public record Envelope(
            String from, List<String> recipients, String tls, String clientCertificate, String received) {}

    private final Path directory;
    private final AtomicLong next = new AtomicLong();

    public Inbox(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory).toAbsolutePath();
    }

    public Path directory() {
        return directory;
    }

    /** Keeps a message; when this returns, both files are there, the envelope's first. */
    public String add(Envelope envelope, byte[] message) throws IOException {
        String name = STAMP.format(Instant.parse(envelope.received())) + "-"
                + "%06d".formatted(next.incrementAndGet() % 1_000_000) + "-"
                + Long.toString(Math.floorMod(System.nanoTime(), 1_679_616L), 36);
        Path eml = directory.resolve(name + ".part");
        Path json = directory.resolve(name + ".part2");
        Files.write(eml, message);
        JSON.writeValue(json.toFile(), envelope);
        Files.move(json, directory.resolve(name + ".json"), StandardCopyOption.ATOMIC_MOVE);
        Files.move(eml, directory.resolve(name + ".eml"), StandardCopyOption.ATOMIC_MOVE);
        return name;
    }

    /** Names of all messages, the oldest first. */
    public List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".eml"))
                    .map(name -> name.substring(0, name.length() - 4))
                    .sorted()
                    .toList();
        }
    }

    public Envelope envelope(String name) throws IOException {
        return JSON.readValue(directory.resolve(name + ".json").toFile(), Envelope.class);
    }

    public Path file(String name) {
        return directory.resolve(name + ".eml");
    }

    public byte[] message(String name) throws IOException {
        return Files.readAllBytes(file(name));
    }
}
