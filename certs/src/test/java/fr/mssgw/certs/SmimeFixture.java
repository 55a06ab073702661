package fr.mssgw.certs;

import fr.mssgw.certs.demo.DemoAuthority;
import fr.mssgw.certs.demo.Issued;
import fr.mssgw.certs.demo.Request;
import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.identity.MailDomain;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.identity.Person;
import fr.mssgw.core.identity.Rpps;
import fr.mssgw.core.message.MessageSpool;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.port.MessageSecurity.Copy;
import fr.mssgw.core.port.MessageSecurity.Incoming;
import fr.mssgw.core.port.MessageSecurity.Outgoing;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Two operators and their people: Claire Martin is ours, Jean Dupont and the others are at the listed peer. */
final class SmimeFixture {
    static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    static final MssAddress CLAIRE = MssAddress.parse("claire.martin@demo.mssante.fr");
    static final MssAddress PAUL = MssAddress.parse("paul.petit@demo.mssante.fr");
    static final MssAddress JEAN = MssAddress.parse("jean.dupont@pair.mssante.fr");
    static final MssAddress ELISE = MssAddress.parse("elise@pair.mssante.fr");
    static final MssAddress REVOKED = MssAddress.parse("revoque@pair.mssante.fr");
    static final MssAddress EXPIRED = MssAddress.parse("expire@pair.mssante.fr");
    static final MssAddress UNKNOWN = MssAddress.parse("inconnu@pair.mssante.fr");
    static final MssAddress PATIENT = MssAddress.parse("279035121518989@patient.mssante.fr");

    static final DemoAuthority ROOT = DemoAuthority.root("AC RACINE DEMO", NOW);
    static final DemoAuthority AUTHORITY = ROOT.intermediate("AC ORGANISATIONS DEMO");
    static final Issued CLAIRE_KEY = issue(CLAIRE);
    static final Issued JEAN_KEY = issue(JEAN);
    static final Issued ELISE_KEY =
            AUTHORITY.issue(request(ELISE).onEllipticCurve().announcingGcm());
    static final Issued REVOKED_KEY = issue(REVOKED);
    static final Issued EXPIRED_KEY =
            AUTHORITY.issue(request(EXPIRED).valid(NOW.minus(Duration.ofDays(20)), NOW.minus(Duration.ofDays(10))));
    static final Issued OTHER_JEAN = DemoAuthority.root("AUTRE AC", NOW).issue(request(JEAN));

    final MessageSpool spool;
    final CertificateTrust trust;
    final Map<MssAddress, List<KeyMaterial>> keys = new HashMap<>();
    final Map<MssAddress, List<List<X509Certificate>>> known = new HashMap<>();

    SmimeFixture(Path directory) throws IOException {
        spool = new MessageSpool(directory.resolve("spool"));
        X509CRL list = AUTHORITY.crl(List.of(REVOKED_KEY.certificate()), NOW, NOW.plus(Duration.ofDays(7)));
        X509CRL rootList = ROOT.crl(List.of(), NOW, NOW.plus(Duration.ofDays(7)));
        trust = CertificateTrust.of(List.of(ROOT.certificate(), AUTHORITY.certificate()), List.of(list, rootList));
        keys.put(CLAIRE, List.of(CLAIRE_KEY.keyMaterial()));
        known.put(JEAN, List.of(JEAN_KEY.chain()));
        known.put(ELISE, List.of(ELISE_KEY.chain()));
        known.put(REVOKED, List.of(REVOKED_KEY.chain()));
        known.put(EXPIRED, List.of(EXPIRED_KEY.chain()));
    }

    private static Request request(MssAddress address) {
        return Request.email("CN=" + address.localPart() + ",O=DEMO,C=FR", NOW, address.wireForm());
    }

    private static Issued issue(MssAddress address) {
        return AUTHORITY.issue(request(address));
    }

    SmimeSecurity security(SmimePolicy policy) {
        return new SmimeSecurity(
                address -> keys.getOrDefault(address, List.of()),
                address -> known.getOrDefault(address, List.of()),
                trust,
                policy,
                domain -> domain.equals(new MailDomain("demo.mssante.fr")),
                spool);
    }

    SmimeSecurity security() {
        return security(SmimePolicy.DEFAULT);
    }

    /** The gateway of the peer, which knows Jean's and Elise's keys. */
    SmimeSecurity peer() {
        Map<MssAddress, List<KeyMaterial>> theirs =
                Map.of(JEAN, List.of(JEAN_KEY.keyMaterial()), ELISE, List.of(ELISE_KEY.keyMaterial()));
        return new SmimeSecurity(
                address -> theirs.getOrDefault(address, List.of()),
                address -> address.equals(CLAIRE) ? List.of(CLAIRE_KEY.chain()) : List.of(),
                trust,
                SmimePolicy.DEFAULT,
                domain -> domain.equals(JEAN.domain()),
                spool);
    }

    /** What one recipient alone gets of a message. */
    static Incoming opened(SmimeSecurity security, RawMessage message, MssAddress recipient, MssAddress from)
            throws IOException {
        List<Incoming> contents = security.open(message, List.of(bal(recipient)), from, NOW);
        if (contents.size() != 1 || !contents.get(0).recipients().equals(Set.of(recipient))) {
            throw new AssertionError("one content for one recipient, not " + contents);
        }
        return contents.get(0);
    }

    static Bal bal(MssAddress address) {
        Person person = new Person(address.localPart(), new Rpps("10003456789"));
        return new Bal.Nominative(address, address.localPart(), false, person, Optional.empty());
    }

    static RawMessage message(String text) {
        return RawMessage.of(text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    static RawMessage report(MssAddress from) {
        return message("From: <" + from.wireForm() + ">\nTo: x@y.fr\nSubject: Compte rendu\nX-MSS-NIL: LGC\n"
                + "Message-ID: <1@demo>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=lim\n\n"
                + "--lim\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n"
                + "R=C3=A9sultat\n--lim\nContent-Type: application/pdf; name=r.pdf\n"
                + "Content-Transfer-Encoding: base64\n\nJVBERi0=\n--lim--\n");
    }

    static List<Copy> copies(Outgoing outgoing) {
        return ((Outgoing.Secured) outgoing).copies();
    }

    static Copy copyFor(Outgoing outgoing, MssAddress address) {
        return copies(outgoing).stream()
                .filter(copy -> copy.recipients().contains(address))
                .findFirst()
                .orElseThrow();
    }

    static String text(RawMessage message) throws IOException {
        try (InputStream in = message.open()) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    static RawMessage raw(String text) {
        return RawMessage.of(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    static Path write(Path file, RawMessage message) throws IOException {
        return Files.writeString(file, text(message), StandardCharsets.ISO_8859_1);
    }

    static Path pem(Path directory, String name, String... blocks) throws IOException {
        return Files.writeString(directory.resolve(name), String.join("", new ArrayList<>(List.of(blocks))));
    }
}
