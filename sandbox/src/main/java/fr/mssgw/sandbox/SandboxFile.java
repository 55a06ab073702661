package fr.mssgw.sandbox;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code sandbox.json}: all that a script needs to play any part in the sandbox (docs/contract.md §2). All paths
 * absolute.
 */
public record SandboxFile(
        Operator operator, List<Account> accounts, List<Patient> patients, Mes mes, List<Peer> peers, Psc psc) {
    public static final String NAME = "sandbox.json";
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    public record Operator(
            String domain, String host, OperatorPorts ports, String ca, String crl, String config, String log) {}

    public record OperatorPorts(int mx, int submission, int submissions, int imap, int imaps, int admin) {}

    /** One per BAL and person; an applicative BAL has neither person nor password, and logs in by its certificate. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Account(
            String bal,
            String type,
            @Nullable String person,
            @Nullable String rpps,
            String login,
            @Nullable String password,
            String certificate,
            String key) {}

    /** @param profile {@code open}, {@code closed} or {@code unknown} (a valid matricule that nobody has) */
    public record Patient(String ins, String address, String name, String profile) {}

    public record Mes(String domain, int smtp, String portal, String inbox, String certificate, String key) {}

    public record Peer(
            String name,
            String domain,
            int smtp,
            String inbox,
            String certificate,
            String key,
            String expect,
            List<Colleague> people) {}

    public record Colleague(String address, String smime, String certificate, String key) {}

    public record Psc(String issuer, String token) {}

    /** Reads the file of a sandbox's directory. */
    public static SandboxFile read(Path directory) throws IOException {
        return JSON.readValue(directory.resolve(NAME).toFile(), SandboxFile.class);
    }

    /** Writes it whole or not at all. */
    public void write(Path directory) throws IOException {
        Path next = directory.resolve(NAME + ".new");
        JSON.writeValue(next.toFile(), this);
        Files.move(next, directory.resolve(NAME), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /** The account of this BAL and, where several share it, of this person. */
    public Account account(String localPart, @Nullable String person) {
        return accounts.stream()
                .filter(a -> a.bal().startsWith(localPart + "@") && (person == null || person.equals(a.person())))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no account " + localPart));
    }

    public Peer peer(String name) {
        return peers.stream()
                .filter(p -> p.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no peer " + name));
    }

    /** The n-th patient of a profile, from 0. */
    public Patient patient(String profile, int index) {
        return patients.stream()
                .filter(p -> p.profile().equals(profile))
                .skip(index)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no patient " + profile));
    }
}
