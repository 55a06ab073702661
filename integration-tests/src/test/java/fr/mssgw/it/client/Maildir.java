package fr.mssgw.it.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** One folder of Maildir, changed as a mail reader on the same disk changes it. */
record Maildir(Path folder) {
    /** Makes it where it is not there. */
    Maildir {
        try {
            for (String name : List.of("cur", "new", "tmp")) {
                Files.createDirectories(folder.resolve(name));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("making " + folder, e);
        }
    }

    /** Subject and flags of each message, by subject: {@code [FS] Bonjour}. */
    List<String> listed() throws IOException {
        List<String> messages = new ArrayList<>();
        for (Path file : files()) {
            messages.add("[" + flags(file) + "] " + subject(file));
        }
        messages.sort((one, other) -> one.substring(one.indexOf(']')).compareTo(other.substring(other.indexOf(']'))));
        return messages;
    }

    private static String flags(Path file) {
        String name = file.getFileName().toString();
        int at = name.indexOf(":2,");
        return at < 0 ? "" : name.substring(at + 3);
    }

    private List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        for (String name : List.of("cur", "new")) {
            try (Stream<Path> some = Files.list(folder.resolve(name))) {
                some.filter(Files::isRegularFile).forEach(files::add);
            }
        }
        return files;
    }

    private static String subject(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.ISO_8859_1)
                .lines()
                .filter(line -> line.startsWith("Subject: "))
                .map(line -> line.substring("Subject: ".length()))
                .findFirst()
                .orElse("");
    }

    /** @param flags of Maildir in their order, such as {@code FS} */
    void mark(String subject, String flags) throws IOException {
        Path file = file(subject);
        String name = file.getFileName().toString().replaceAll(":2,.*", "");
        Files.move(file, folder.resolve("cur").resolve(name + ":2," + flags));
    }

    void delete(String subject) throws IOException {
        Files.delete(file(subject));
    }

    private Path file(String subject) throws IOException {
        for (Path file : files()) {
            if (subject(file).equals(subject)) {
                return file;
            }
        }
        throw new IOException("no message « " + subject + " » in " + folder);
    }

    /** Files a message written here. */
    void add(String message, String flags) throws IOException {
        String name = System.currentTimeMillis() / 1000 + "." + UUID.randomUUID() + ".poste";
        Path written = Files.writeString(folder.resolve("tmp").resolve(name), message.replace("\r\n", "\n"));
        Files.move(written, folder.resolve("cur").resolve(name + ":2," + flags));
    }
}
