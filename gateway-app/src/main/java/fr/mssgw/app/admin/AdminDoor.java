package fr.mssgw.app.admin;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;

/**
 * Where the commands find the running gateway, and what they show to be let in: {@code admin.json} of the data
 * directory, readable by its owner only and new at each start.
 */
public record AdminDoor(String url, String token) {

    private static final String FILE = "admin.json";
    private static final ObjectMapper JSON = new ObjectMapper();

    static AdminDoor fresh(InetSocketAddress address) {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        String host = address.getAddress().isAnyLocalAddress()
                ? "127.0.0.1"
                : address.getAddress().getHostAddress();
        String shown = host.contains(":") ? "[" + host + "]" : host;
        return new AdminDoor(
                "http://" + shown + ":" + address.getPort(), HexFormat.of().formatHex(random));
    }

    void write(Path data) throws IOException {
        Path half = data.resolve(FILE + ".new");
        Files.deleteIfExists(half);
        Files.createFile(half, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(half, JSON.writeValueAsBytes(Map.of("url", url, "token", token)));
        Files.move(half, data.resolve(FILE), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    static void remove(Path data) throws IOException {
        Files.deleteIfExists(data.resolve(FILE));
    }

    /** @throws IOException where no gateway runs on this data directory, or another user's does */
    public static AdminDoor read(Path data) throws IOException {
        var tree = JSON.readTree(Files.readAllBytes(data.resolve(FILE)));
        return new AdminDoor(tree.path("url").asText(), tree.path("token").asText());
    }

    boolean opensWith(String shown) {
        return MessageDigest.isEqual(token.getBytes(StandardCharsets.UTF_8), shown.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "AdminDoor[" + url + "]";
    }
}
