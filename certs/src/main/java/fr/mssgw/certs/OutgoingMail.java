package fr.mssgw.certs;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import fr.mssgw.certs.CertificateTrust.Purpose;
import fr.mssgw.certs.bouncycastle.CmsEncryption;
import fr.mssgw.certs.bouncycastle.CmsSigning;
import fr.mssgw.certs.mime.SevenBit;
import fr.mssgw.certs.mime.Unclosed;
import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.identity.MailDomain;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.core.mail.Part;
import fr.mssgw.core.mail.Structure;
import fr.mssgw.core.message.MessageSpool;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.peer.CertificateStatus;
import fr.mssgw.core.port.MessageSecurity.Copy;
import fr.mssgw.core.port.MessageSecurity.Outgoing;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Signs, then encrypts (RFC 8551 §3.4, §3.6). The fields that describe the content move inside with it, in a form that
 * no server changes; all others stay outside as they are. The content is written once to the spool while it is digested,
 * then once into each copy.
 */
final class OutgoingMail {
    private static final byte[] CRLF = {'\r', '\n'};
    private static final SecureRandom RANDOM = new SecureRandom();

    private final BalKeys keys;
    private final Correspondents correspondents;
    private final CertificateTrust trust;
    private final SmimePolicy policy;
    private final Predicate<MailDomain> ours;
    private final MessageSpool spool;
    private final Cache<KeyMaterial, CmsSigning> signers =
            Caffeine.newBuilder().weakKeys().maximumSize(10_000).build();

    OutgoingMail(
            BalKeys keys,
            Correspondents correspondents,
            CertificateTrust trust,
            SmimePolicy policy,
            Predicate<MailDomain> ours,
            MessageSpool spool) {
        this.keys = keys;
        this.correspondents = correspondents;
        this.trust = trust;
        this.policy = policy;
        this.ours = ours;
        this.spool = spool;
    }

    /** The content, ready to be signed or encrypted. @param signature absent for what is not signed */
    private record Content(RawMessage entity, Optional<byte[]> signature) {
        boolean signed() {
            return signature.isPresent();
        }
    }

    Outgoing secure(RawMessage message, Bal sender, List<MssAddress> recipients, Instant at) throws IOException {
        Structure structure = Structure.read(message);
        Part root = structure.root();
        if (SmimeTypes.isAnySignature(root) || SmimeTypes.isObject(root)) {
            boolean signed = SmimeTypes.isAnySignature(root) || SmimeTypes.isOpaqueSigned(root);
            return new Outgoing.Secured(List.of(new Copy(
                    message, Set.copyOf(recipients), signed, !signed, ClientSecured.hasSecondReading(message, root))));
        }
        Optional<CmsSigning> signing =
                policy.sign() == SmimePolicy.Sign.NEVER ? Optional.empty() : signing(sender.address(), at);
        if (signing.isEmpty() && policy.sign() == SmimePolicy.Sign.ALWAYS) {
            return new Outgoing.Impossible("signature impossible : la BAL %s n'a pas de certificat en cours de validité"
                    .formatted(sender.address()));
        }
        Set<MssAddress> clear = new LinkedHashSet<>();
        Map<MssAddress, X509Certificate> sealed = new LinkedHashMap<>();
        Set<MssAddress> unknown = new LinkedHashSet<>();
        for (MssAddress recipient : recipients) {
            if (policy.encrypt() == SmimePolicy.Encrypt.NEVER
                    || recipient.isPatient()
                    || ours.test(recipient.domain())) {
                clear.add(recipient);
            } else {
                certificate(recipient, at)
                        .ifPresentOrElse(found -> sealed.put(recipient, found), () -> unknown.add(recipient));
            }
        }
        if (!unknown.isEmpty() && policy.encrypt() == SmimePolicy.Encrypt.REQUIRED) {
            return new Outgoing.Impossible("chiffrement impossible : pas de certificat valide connu pour "
                    + unknown.stream().map(MssAddress::toString).collect(Collectors.joining(", ")));
        }
        clear.addAll(unknown);
        if (signing.isEmpty() && sealed.isEmpty()) {
            return new Outgoing.Secured(List.of(new Copy(message, clear, false, false)));
        }
        return new Outgoing.Secured(copies(message, structure, signing, clear, sealed, at));
    }

    private Optional<CmsSigning> signing(MssAddress bal, Instant at) {
        return keys.of(bal).stream()
                .filter(key -> !at.isBefore(key.certificate().getNotBefore().toInstant())
                        && !at.isAfter(key.certificate().getNotAfter().toInstant()))
                .findFirst()
                .map(key -> signers.get(key, CmsSigning::new));
    }

    private Optional<X509Certificate> certificate(MssAddress address, Instant at) {
        return correspondents.certificatesOf(address).stream()
                .filter(chain -> CmsEncryption.canReceive(chain.get(0))
                        && trust.judge(chain, Purpose.EMAIL, at, at) == CertificateStatus.TRUSTED)
                .map(chain -> chain.get(0))
                .findFirst();
    }

    private List<Copy> copies(
            RawMessage message,
            Structure structure,
            Optional<CmsSigning> signing,
            Set<MssAddress> clear,
            Map<MssAddress, X509Certificate> sealed,
            Instant at)
            throws IOException {
        List<Copy> copies = new ArrayList<>();
        boolean complete = false;
        HeaderSection header = structure.root().header();
        Content content = content(message, structure, signing, at);
        try {
            if (!clear.isEmpty()) {
                RawMessage copy = content.signed()
                        ? written(
                                header,
                                out -> writeSigned(
                                        content.entity(), content.signature().orElseThrow(), out))
                        : message;
                copies.add(new Copy(copy, clear, content.signed(), false));
            }
            if (!sealed.isEmpty()) {
                RawMessage copy = written(header, out -> writeEncrypted(content, List.copyOf(sealed.values()), out));
                copies.add(new Copy(copy, sealed.keySet(), content.signed(), true));
            }
            complete = true;
        } finally {
            content.entity().close();
            if (!complete) {
                copies.stream()
                        .map(Copy::content)
                        .filter(copy -> copy != message)
                        .forEach(RawMessage::close);
            }
        }
        return List.copyOf(copies);
    }

    private Content content(RawMessage message, Structure structure, Optional<CmsSigning> signing, Instant at)
            throws IOException {
        boolean steady;
        try (InputStream body = structure.root().open(message)) {
            steady = SevenBit.holds(body);
        }
        MessageDigest digest = sha256();
        RawMessage entity = steady ? null : sevenBit(message, structure, digest);
        if (entity == null) {
            digest.reset();
            entity = asItIs(message, structure.root(), digest);
        }
        try {
            byte[] known = digest.digest();
            return new Content(entity, signing.map(key -> key.sign(known, at)));
        } catch (RuntimeException e) {
            entity.close();
            throw e;
        }
    }

    private RawMessage asItIs(RawMessage message, Part root, MessageDigest digest) throws IOException {
        try (MessageSpool.Draft draft = spool.draft();
                InputStream body = root.open(message)) {
            OutputStream out = new Digesting(draft, digest);
            if (!root.header().has("Content-Type")) {
                out.write(ascii("Content-Type: text/plain; charset=us-ascii\r\n"));
            }
            out.write(root.header().contentFields().render());
            body.transferTo(out);
            return draft.finish();
        }
    }

    private @Nullable RawMessage sevenBit(RawMessage message, Structure structure, MessageDigest digest)
            throws IOException {
        try (MessageSpool.Draft draft = spool.draft()) {
            OutputStream out = new BufferedOutputStream(new Digesting(draft, digest), 16 * 1024);
            boolean whole = SevenBit.write(message, structure, out);
            out.flush();
            return whole ? draft.finish() : null;
        }
    }

    private interface Body {
        void write(OutputStream out) throws IOException;
    }

    /** A message with the outer fields of the one given; the body brings its own. */
    private RawMessage written(HeaderSection header, Body body) throws IOException {
        try (MessageSpool.Draft draft = spool.draft()) {
            draft.write(header.messageFields().renderFields());
            draft.write(ascii("MIME-Version: 1.0\r\n"));
            body.write(draft);
            return draft.finish();
        }
    }

    private static void writeSigned(RawMessage entity, byte[] signature, OutputStream out) throws IOException {
        byte[] random = new byte[16];
        RANDOM.nextBytes(random);
        String boundary = "----" + HexFormat.of().formatHex(random);
        out.write(ascii("Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\";\r\n"
                + " micalg=sha-256; boundary=\"" + boundary + "\"\r\n\r\n"
                + "This is an S/MIME signed message\r\n--" + boundary + "\r\n"));
        try (InputStream in = entity.open()) {
            in.transferTo(out);
        }
        out.write(ascii("\r\n--" + boundary + "\r\n"
                + "Content-Type: application/pkcs7-signature; name=\"smime.p7s\"\r\n"
                + "Content-Transfer-Encoding: base64\r\n"
                + "Content-Disposition: attachment; filename=\"smime.p7s\"\r\n\r\n"));
        out.write(Base64.getMimeEncoder(76, CRLF).encode(signature));
        out.write(ascii("\r\n--" + boundary + "--\r\n"));
    }

    private void writeEncrypted(Content content, List<X509Certificate> recipients, OutputStream out)
            throws IOException {
        boolean gcm = policy.gcm() || recipients.stream().allMatch(CmsEncryption::announcesGcm);
        out.write(ascii("Content-Type: application/pkcs7-mime; smime-type="
                + (gcm ? "authEnveloped-data" : "enveloped-data") + "; name=\"smime.p7m\"\r\n"
                + "Content-Transfer-Encoding: base64\r\n"
                + "Content-Disposition: attachment; filename=\"smime.p7m\"\r\n\r\n"));
        try (OutputStream base64 = Base64.getMimeEncoder(76, CRLF).wrap(new Unclosed(out));
                OutputStream encrypted = CmsEncryption.open(base64, recipients, gcm)) {
            if (content.signed()) {
                writeSigned(content.entity(), content.signature().orElseThrow(), encrypted);
            } else {
                try (InputStream in = content.entity().open()) {
                    in.transferTo(encrypted);
                }
            }
        }
        out.write(CRLF);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Digests what passes. */
    private static final class Digesting extends FilterOutputStream {
        private final MessageDigest digest;

        Digesting(OutputStream out, MessageDigest digest) {
            super(out);
            this.digest = digest;
        }

        @Override
        public void write(int octet) throws IOException {
            digest.update((byte) octet);
            out.write(octet);
        }

        @Override
        public void write(byte[] octets, int offset, int length) throws IOException {
            digest.update(octets, offset, length);
            out.write(octets, offset, length);
        }
    }
}
