package fr.mssgw.certs;

import fr.mssgw.certs.bouncycastle.Cms;
import fr.mssgw.certs.bouncycastle.CmsDecryption;
import fr.mssgw.certs.bouncycastle.CmsKind;
import fr.mssgw.certs.bouncycastle.CmsVerification;
import fr.mssgw.certs.mime.HeaderSection;
import fr.mssgw.certs.mime.Joined;
import fr.mssgw.certs.mime.SignedParts;
import fr.mssgw.certs.mime.Slice;
import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.message.MessageSpool;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.message.SmimeLabel;
import fr.mssgw.core.port.MessageSecurity.Incoming;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Opens a message layer by layer, four at most: decrypts, takes out what was signed opaquely, checks signatures. A
 * detached signature stays where it is, so that it still verifies after delivery. Of what was inside only the fields
 * that describe the content come out; From, To and Subject remain those that were judged.
 */
final class IncomingMail {
    private static final int MOST_LAYERS = 4;
    private static final int LARGEST_SIGNATURE = 2 * 1024 * 1024;

    private final BalKeys keys;
    private final CertificateTrust trust;
    private final MessageSpool spool;

    IncomingMail(BalKeys keys, CertificateTrust trust, MessageSpool spool) {
        this.keys = keys;
        this.trust = trust;
        this.spool = spool;
    }

    Incoming open(RawMessage message, List<Bal> recipients, MssAddress from, Instant at) throws IOException {
        Opening opening = new Opening(message, recipients, from, at);
        try {
            return opening.run();
        } catch (Cms.Unreadable e) {
            opening.drop();
            return new Incoming(
                    new Explanation(spool).around(message, e.toString()),
                    new SmimeLabel(SmimeLabel.Status.UNREADABLE, Optional.empty(), false));
        } catch (IOException | RuntimeException e) {
            opening.drop();
            throw e;
        }
    }

    /** One message being opened. */
    private final class Opening {
        private final RawMessage message;
        private final List<Bal> recipients;
        private final MssAddress from;
        private final Instant at;
        private final List<SignerJudgement> signatures = new ArrayList<>();
        private RawMessage current;
        private boolean decrypted;

        Opening(RawMessage message, List<Bal> recipients, MssAddress from, Instant at) {
            this.message = message;
            this.recipients = recipients;
            this.from = from;
            this.at = at;
            this.current = message;
        }

        Incoming run() throws IOException {
            for (int layer = 0; ; layer++) {
                HeaderSection header = HeaderSection.of(current);
                boolean object = SmimeTypes.isObject(header);
                if (!object && !SmimeTypes.isDetached(header)) {
                    return new Incoming(current, label());
                }
                if (layer == MOST_LAYERS) {
                    throw new Cms.Unreadable("more than four layers");
                }
                if (object) {
                    openObject(header);
                } else if (!checkDetached(header)) {
                    return new Incoming(current, label());
                }
            }
        }

        void drop() {
            if (current != message) {
                current.close();
            }
        }

        private SmimeLabel label() {
            return signatures.stream()
                    .min(SignerJudgement.WORST_FIRST)
                    .map(worst -> new SmimeLabel(worst.status(), worst.signer(), decrypted))
                    .orElse(new SmimeLabel(SmimeLabel.Status.UNSIGNED, Optional.empty(), decrypted));
        }

        /** @return whether the signed content is itself S/MIME, and was put in the place of the signed message */
        private boolean checkDetached(HeaderSection header) throws IOException {
            Optional<SignedParts> parts = SignedParts.of(current, header);
            if (parts.isEmpty()) {
                signatures.add(SignerJudgement.INVALID);
                return false;
            }
            Slice content = parts.get().content();
            byte[] signature = signature(parts.get().signature());
            try (InputStream signed = content.open()) {
                signatures.add(SignerJudgement.of(CmsVerification.detached(signature, signed), trust, from, at));
            } catch (Cms.Unreadable e) {
                signatures.add(SignerJudgement.INVALID);
            }
            HeaderSection inner = HeaderSection.of(content);
            if (!SmimeTypes.isObject(inner)) {
                return false;
            }
            RawMessage owned = current == message ? RawMessage.of(new byte[0]) : current;
            current = new Joined(header(header, inner), Slice.from(content, inner.bodyOffset()), owned);
            return true;
        }

        /** The octets of a signature; none where they cannot be decoded. */
        private byte[] signature(Slice part) throws IOException {
            HeaderSection header = HeaderSection.of(part);
            try (InputStream in = Slice.from(part, header.bodyOffset()).open()) {
                byte[] octets = in.readNBytes(LARGEST_SIGNATURE);
                return header.encoding().equals("base64")
                        ? Base64.getMimeDecoder().decode(octets)
                        : octets;
            } catch (IllegalArgumentException damaged) {
                return new byte[0];
            }
        }

        private void openObject(HeaderSection header) throws IOException {
            Slice body = Slice.from(current, header.bodyOffset());
            CmsKind kind;
            try (InputStream cms = decoded(body, header)) {
                kind = CmsKind.of(cms);
            }
            RawMessage entity = written(out -> {
                try (InputStream cms = decoded(body, header)) {
                    switch (kind) {
                        case SIGNED ->
                            signatures.add(SignerJudgement.of(CmsVerification.opaque(cms, out), trust, from, at));
                        case ENVELOPED -> decrypt(cms, false, out);
                        case AUTHENTICATED_ENVELOPED -> decrypt(cms, true, out);
                        case OTHER -> throw new Cms.Unreadable("neither signed nor encrypted, or damaged");
                    }
                }
            });
            HeaderSection inner = HeaderSection.of(entity);
            RawMessage before = current;
            current = new Joined(header(header, inner), Slice.from(entity, inner.bodyOffset()), entity);
            if (before != message) {
                before.close();
            }
        }

        private void decrypt(InputStream cms, boolean authenticated, OutputStream out) throws IOException {
            List<KeyMaterial> ours = new ArrayList<>();
            for (Bal recipient : recipients) {
                ours.addAll(keys.of(recipient.address()));
            }
            CmsDecryption.decrypt(cms, authenticated, ours, out);
            decrypted = true;
        }
    }

    private interface Body {
        void write(OutputStream out) throws IOException;
    }

    /** Tells a disk that fails from content that cannot be read, both of which are exceptions of I/O to the parser. */
    private RawMessage written(Body body) throws IOException {
        try (MessageSpool.Draft draft = spool.draft()) {
            Disk disk = new Disk(draft);
            try {
                body.write(disk);
            } catch (IOException e) {
                if (disk.failure != null) {
                    throw new IOException("writing to the spool", disk.failure);
                }
                throw e instanceof Cms.Unreadable unreadable ? unreadable : Cms.damaged(e);
            }
            return draft.finish();
        }
    }

    private static InputStream decoded(Slice body, HeaderSection header) throws IOException {
        InputStream in = new BufferedInputStream(body.open(), 16 * 1024);
        return switch (header.encoding()) {
            case "base64" -> Base64.getMimeDecoder().wrap(in);
            case "7bit", "8bit", "binary" -> in;
            default -> {
                in.close();
                throw new Cms.Unreadable("an encoding that S/MIME does not use");
            }
        };
    }

    private static byte[] header(HeaderSection outer, HeaderSection inner) throws IOException {
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        outer.writeMessageFields(header);
        header.writeBytes("MIME-Version: 1.0\r\n".getBytes(StandardCharsets.US_ASCII));
        inner.writeContentFields(header);
        header.write('\r');
        header.write('\n');
        return header.toByteArray();
    }

    private static final class Disk extends FilterOutputStream {
        private @Nullable IOException failure;

        Disk(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] octets, int offset, int length) throws IOException {
            try {
                out.write(octets, offset, length);
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }
    }
}
