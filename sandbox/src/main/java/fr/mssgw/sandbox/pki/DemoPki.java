package fr.mssgw.sandbox.pki;

import fr.mssgw.certs.Pem;
import fr.mssgw.certs.demo.DemoAuthority;
import fr.mssgw.certs.demo.Issued;
import fr.mssgw.certs.demo.Request;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The demonstration's keys, in one directory: {@code NAME.pem} holds a certificate and its intermediates,
 * {@code NAME.key} its key. What is there is kept, what is missing or ends within {@link #RENEWAL} is made anew. A root
 * stands above one authority for organisations, as in IGC-Santé; a second root, which nobody trusts, issues the
 * certificate « of another authority ».
 */
public final class DemoPki {
    static final Duration RENEWAL = Duration.ofDays(7);
    private static final Duration CRL_LIFE = Duration.ofDays(60);
    private static final String ROOT = "root";
    private static final String ORGANISATIONS = "organisations";
    private static final String OTHER = "other-organisations";

    private final Path directory;
    private final Instant now;
    private final Map<String, Issued> identities = new ConcurrentHashMap<>();

    /** @param now decides what is expired, and from when new certificates are valid */
    private DemoPki(Path directory, Instant now) {
        this.directory = directory;
        this.now = now;
    }

    /** What one certificate of the plan shall be. */
    record Wanted(String name, Request request, Kind kind) {}

    enum Kind {
        GOOD,
        EXPIRED,
        REVOKED,
        OTHER_CA
    }

    /** Reads the directory, and makes what the plan asks for and is not there. */
    public static DemoPki open(Path directory, Instant now) throws IOException {
        Files.createDirectories(directory);
        DemoPki pki = new DemoPki(directory, now);
        try {
            pki.complete();
        } catch (UncheckedIOException e) {
            throw new IOException("making the demonstration's keys in " + directory, e.getCause());
        }
        return pki;
    }

    private void complete() {
        DemoAuthority root = authority(ROOT, () -> DemoAuthority.root("AC RACINE DEMO", now));
        DemoAuthority organisations = authority(ORGANISATIONS, () -> root.intermediate("AC ORGANISATIONS DEMO"));
        List<Wanted> plan = PkiPlan.of(now);
        boolean otherNeeded = plan.stream().anyMatch(w -> w.kind() == Kind.OTHER_CA);
        DemoAuthority other = otherNeeded
                ? authority(OTHER, () -> DemoAuthority.root("AC RACINE ETRANGERE", now)
                        .intermediate("AC ORGANISATIONS ETRANGERE"))
                : organisations;
        // RSA keys are the slow part of a first start: one per processor
        plan.parallelStream().forEach(wanted -> {
            DemoAuthority issuer = wanted.kind() == Kind.OTHER_CA ? other : organisations;
            identities.put(wanted.name(), kept(wanted, issuer));
        });
        List<X509Certificate> revoked = plan.stream()
                .filter(w -> w.kind() == Kind.REVOKED)
                .map(w -> identity(w.name()).certificate())
                .toList();
        Instant from = now.minus(Duration.ofHours(1));
        Instant to = now.plus(CRL_LIFE);
        write(
                "crl.pem",
                Pem.ofCrls(List.of(organisations.crl(revoked, from, to), root.crl(List.of(), from, to))),
                false);
        write("ca.pem", Pem.ofCertificates(List.of(root.certificate(), organisations.certificate())), false);
    }

    private interface Making {
        DemoAuthority make();
    }

    private DemoAuthority authority(String name, Making making) {
        if (Files.exists(keyFile(name)) && Files.exists(certificateFile(name))) {
            return DemoAuthority.of(read(name));
        }
        DemoAuthority made = making.make();
        save(name, made.self());
        return made;
    }

    private Issued kept(Wanted wanted, DemoAuthority issuer) {
        if (Files.exists(keyFile(wanted.name())) && Files.exists(certificateFile(wanted.name()))) {
            Issued there = read(wanted.name());
            boolean ends = there.certificate().getNotAfter().toInstant().isBefore(now.plus(RENEWAL));
            boolean ours = there.certificate()
                    .getIssuerX500Principal()
                    .equals(issuer.certificate().getSubjectX500Principal());
            if (ours && (!ends || wanted.kind() == Kind.EXPIRED)) {
                return there;
            }
        }
        Issued made = issuer.issue(wanted.request());
        save(wanted.name(), made);
        return made;
    }

    private Issued read(String name) {
        List<X509Certificate> chain = new ArrayList<>(Pem.certificates(certificateFile(name)));
        return new Issued(chain.get(0), chain, Pem.privateKey(keyFile(name)));
    }

    private void save(String name, Issued issued) {
        write(name + ".key", issued.keyPem(), true);
        write(name + ".pem", issued.chainPem(), false);
    }

    private void write(String name, String text, boolean secret) {
        try {
            Path next = directory.resolve(name + ".new");
            Files.writeString(next, text);
            if (secret) {
                Files.setPosixFilePermissions(next, PosixFilePermissions.fromString("rw-------"));
            }
            Files.move(
                    next, directory.resolve(name), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("writing " + name, e);
        }
    }

    /** The root and the authority below it, good for {@code openssl -CAfile}. */
    public Path caFile() {
        return directory.resolve("ca.pem");
    }

    public Path crlFile() {
        return directory.resolve("crl.pem");
    }

    public Path certificateFile(String name) {
        return directory.resolve(name + ".pem");
    }

    public Path keyFile(String name) {
        return directory.resolve(name + ".key");
    }

    public Issued identity(String name) {
        Issued found = identities.get(name);
        if (found == null) {
            throw new IllegalArgumentException("no certificate called " + name + " in the plan");
        }
        return found;
    }

    public X509Certificate root() {
        return Pem.certificates(caFile()).get(0);
    }

    /** Names of all certificates of the plan. */
    public Map<String, X509Certificate> certificates() {
        Map<String, X509Certificate> all = new LinkedHashMap<>();
        identities.forEach((name, issued) -> all.put(name, issued.certificate()));
        return all;
    }
}
