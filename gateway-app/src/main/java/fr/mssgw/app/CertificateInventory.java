package fr.mssgw.app;

import fr.mssgw.certs.CertificateNames;
import fr.mssgw.certs.CertificateTrust;
import fr.mssgw.certs.CertificateTrust.Purpose;
import fr.mssgw.certs.Pem;
import fr.mssgw.certs.UnusableFile;
import fr.mssgw.config.BalConfig;
import fr.mssgw.config.FileReference;
import fr.mssgw.config.GatewayConfig;
import fr.mssgw.config.KeyConfig;
import fr.mssgw.core.peer.CertificateStatus;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Every certificate and revocation list that a configuration names, and what each is worth at a moment. */
public final class CertificateInventory {

    /** What a certificate is there for. */
    public enum Use {
        /** Shown to clients and peers that connect. */
        SERVER,
        /** Shown to other operators when relaying. */
        CLIENT,
        AUTHORITY,
        REVOCATION_LIST,
        WHITE_LIST_SIGNER,
        /** Signs a BAL's mail and decrypts what it receives. */
        BAL,
        /** Opens an applicative BAL. */
        LOGIN,
        /** Whom mail is encrypted to. */
        CORRESPONDENT;

        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Words for {@link CertificateStatus}, and for what is not a question of trust. */
    public static final String GOOD = "trusted";

    public static final String EXPIRED = "expired";
    public static final String UNREADABLE = "unreadable";

    /**
     * One certificate, or one list.
     *
     * @param of BAL or correspondent; empty where it is the operator's
     * @param subject of a list, its issuer; of an unreadable file, what is wrong
     * @param until end of its validity; of a list, when its successor is due
     * @param status now, or at the moment asked for
     */
    public record Entry(
            Use use, String of, Path file, String subject, String serial, Optional<Instant> until, String status) {

        public boolean good() {
            return status.equals(GOOD);
        }
    }

    private final GatewayConfig config;
    private final Instant at;
    private final Instant now;
    private final Optional<CertificateTrust> trust;
    private final List<Entry> entries = new ArrayList<>();

    private CertificateInventory(GatewayConfig config, Instant at, Instant now) {
        this.config = config;
        this.at = at;
        this.now = now;
        this.trust = trust(config);
    }

    /**
     * Reads all files.
     *
     * @param at when the certificates must be valid
     * @param now when the revocation lists that judge them must be; the lists themselves are judged at {@code at}
     */
    public static List<Entry> of(GatewayConfig config, Instant at, Instant now) {
        CertificateInventory inventory = new CertificateInventory(config, at, now);
        inventory.read();
        return List.copyOf(inventory.entries);
    }

    private static Optional<CertificateTrust> trust(GatewayConfig config) {
        try {
            return Optional.of(new CertificateTrust(
                    config.tls().trust().roots().get(0).path(),
                    config.tls().trust().crls().stream()
                            .map(FileReference::path)
                            .toList()));
        } catch (UnusableFile unreadable) {
            return Optional.empty(); // the file that is to blame is among the entries
        }
    }

    private void read() {
        keys(Use.SERVER, "", config.tls().server(), Purpose.PEER);
        keys(Use.CLIENT, "", config.tls().client(), Purpose.PEER);
        for (FileReference roots : config.tls().trust().roots()) {
            reading(Use.AUTHORITY, "", () -> Pem.certificates(roots.path())
                    .forEach(authority -> addByDates(Use.AUTHORITY, roots.path(), authority)));
        }
        for (FileReference crls : config.tls().trust().crls()) {
            reading(Use.REVOCATION_LIST, "", () -> Pem.crls(crls.path()).forEach(crl -> addList(crls.path(), crl)));
        }
        config.whiteList()
                .signer()
                .ifPresent(signer -> reading(
                        Use.WHITE_LIST_SIGNER,
                        "",
                        () -> addByDates(
                                Use.WHITE_LIST_SIGNER,
                                signer.path(),
                                Pem.certificates(signer.path()).get(0))));
        for (BalConfig bal : config.bals()) {
            String address = bal.bal().address().wireForm();
            bal.smime().ifPresent(location -> keys(Use.BAL, address, location, Purpose.EMAIL));
            bal.login()
                    .ifPresent(login -> chain(
                            Use.LOGIN, address, login.path(), () -> Pem.certificates(login.path()), Purpose.PEER));
        }
        config.smime().correspondents().ifPresent(this::correspondents);
    }

    private void correspondents(Path folder) {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*.{pem,crt,cer,PEM,CRT,CER}")) {
            found.forEach(files::add);
        } catch (IOException e) {
            addUnreadable(Use.CORRESPONDENT, "", folder, "cannot be listed");
        }
        files.sort(null);
        for (Path file : files) {
            reading(Use.CORRESPONDENT, "", () -> {
                List<X509Certificate> chain = Pem.certificates(file);
                String addresses = CertificateNames.addresses(chain.get(0)).stream()
                        .map(address -> address.wireForm())
                        .collect(Collectors.joining(" "));
                add(Use.CORRESPONDENT, addresses, file, chain, Purpose.EMAIL);
            });
        }
    }

    private void keys(Use use, String of, KeyConfig location, Purpose purpose) {
        chain(
                use,
                of,
                location.main().path(),
                () -> CertsWiring.keyFiles(location).load().chain(),
                purpose);
    }

    private void chain(Use use, String of, Path file, Supplier<List<X509Certificate>> chain, Purpose purpose) {
        reading(use, of, () -> add(use, of, file, chain.get(), purpose));
    }

    private void reading(Use use, String of, Runnable work) {
        try {
            work.run();
        } catch (UnusableFile e) {
            addUnreadable(use, of, e.file(), e.problem());
        }
    }

    private void add(Use use, String of, Path file, List<X509Certificate> chain, Purpose purpose) {
        X509Certificate own = chain.get(0);
        String status = trust.map(known -> word(known.judge(chain, purpose, at, now)))
                .orElseGet(
                        () -> at.isAfter(own.getNotAfter().toInstant()) ? EXPIRED : word(CertificateStatus.OTHER_CA));
        entries.add(entry(use, of, file, own, status));
    }

    private void addByDates(Use use, Path file, X509Certificate certificate) {
        String status = at.isAfter(certificate.getNotAfter().toInstant())
                ? EXPIRED
                : at.isBefore(certificate.getNotBefore().toInstant()) ? word(CertificateStatus.NOT_YET_VALID) : GOOD;
        entries.add(entry(use, "", file, certificate, status));
    }

    private static Entry entry(Use use, String of, Path file, X509Certificate certificate, String status) {
        return new Entry(
                use,
                of,
                file,
                certificate.getSubjectX500Principal().toString(),
                certificate.getSerialNumber().toString(16),
                Optional.of(certificate.getNotAfter().toInstant()),
                status);
    }

    private void addList(Path file, X509CRL crl) {
        Optional<Instant> until = Optional.ofNullable(crl.getNextUpdate()).map(Date::toInstant);
        String status = until.isPresent() && !at.isAfter(until.get()) ? GOOD : EXPIRED;
        entries.add(new Entry(
                Use.REVOCATION_LIST, "", file, crl.getIssuerX500Principal().toString(), "", until, status));
    }

    private void addUnreadable(Use use, String of, Path file, String problem) {
        entries.add(new Entry(use, of, file, problem, "", Optional.empty(), UNREADABLE));
    }

    private static String word(CertificateStatus status) {
        return status.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
