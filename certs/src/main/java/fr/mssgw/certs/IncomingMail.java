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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Opens a message layer by layer, four at most: decrypts, takes out what was signed opaquely, checks signatures. A
 * detached signature stays where it is, so that it still verifies after delivery. Of what was inside only the fields
 * that describe the content come out; From, To and Subject remain those that were judged.
 *
 * <p>An encrypted layer parts those who read the message (docs/adr/0028): BAL whose keys find the same
 * content-encryption key read on together, any other BAL by itself, and one whose keys find none gets the explanation.
 * An honest message has one such key in each layer (RFC 5652 §6); eight decryptions are made for one message at most,
 * whatever it was given.
 */
final class IncomingMail {
    private static final int MOST_LAYERS = 4;
    private static final int MOST_DECRYPTIONS = 2 * MOST_LAYERS;
    private static final int LARGEST_SIGNATURE = 2 * 1024 * 1024;

    private final BalKeys keys;
    private final CertificateTrust trust;
    private final MessageSpool spool;

    IncomingMail(BalKeys keys, CertificateTrust trust, MessageSpool spool) {
        this.keys = keys;
        this.trust = trust;
        this.spool = spool;
    }

    List<Incoming> open(RawMessage message, List<Bal> recipients, MssAddress from, Instant at) throws IOException {
        Set<MssAddress> readers = new LinkedHashSet<>();
        recipients.forEach(bal -> readers.add(bal.address()));
        Opening opening = new Opening(message, from, at);
        boolean complete = false;
        try {
            List<Incoming> contents = opening.run(readers);
            complete = true;
            return contents;
        } finally {
            if (!complete) {
                opening.drop();
            }
        }
    }

    /** One message being opened. Every content has one owner: a layer to open, or a content that is done. */
    private final class Opening {
        private final RawMessage message;
        private final MssAddress from;
        private final Instant at;
        private final Deque<Layer> layers = new ArrayDeque<>();
        private final List<Incoming> contents = new ArrayList<>();
        private final Map<String, Set<MssAddress>> unreadable = new LinkedHashMap<>();
        private int decryptions;

        Opening(RawMessage message, MssAddress from, Instant at) {
            this.message = message;
            this.from = from;
            this.at = at;
        }

        List<Incoming> run(Set<MssAddress> readers) throws IOException {
            layers.add(new Layer(message, readers, List.of(), false, 0));
            while (!layers.isEmpty()) {
                Layer layer = layers.remove();
                boolean kept = false;
                try {
                    kept = open(layer);
                } catch (Cms.Unreadable e) {
                    explain(layer.readers(), e);
                } finally {
                    if (!kept) {
                        close(layer.content());
                    }
                }
            }
            SmimeLabel label = new SmimeLabel(SmimeLabel.Status.UNREADABLE, Optional.empty(), false);
            for (Map.Entry<String, Set<MssAddress>> one : unreadable.entrySet()) {
                contents.add(new Incoming(new Explanation(spool).around(message, one.getKey()), label, one.getValue()));
            }
            return List.copyOf(contents);
        }

        void drop() {
            layers.forEach(layer -> close(layer.content()));
            contents.forEach(done -> close(done.content()));
        }

        private void close(RawMessage content) {
            if (content != message) {
                content.close();
            }
        }

        private void explain(Set<MssAddress> readers, Cms.Unreadable reason) {
            unreadable
                    .computeIfAbsent(reason.toString(), first -> new LinkedHashSet<>())
                    .addAll(readers);
        }

        /** Takes one layer off, or is done with it. @return whether its content is still needed */
        private boolean open(Layer layer) throws IOException {
            HeaderSection header = HeaderSection.of(layer.content());
            boolean object = SmimeTypes.isObject(header);
            if (!object && !SmimeTypes.isDetached(header)) {
                return done(layer);
            }
            if (layer.depth() == MOST_LAYERS) {
                throw new Cms.Unreadable("more than four layers");
            }
            if (!object) {
                return checkDetached(layer, header);
            }
            openObject(layer, header);
            return false;
        }

        private boolean done(Layer layer) {
            contents.add(new Incoming(layer.content(), layer.label(), layer.readers()));
            return true;
        }

        /** Goes on with the signed content where that is itself S/MIME; else the message stays as it is. */
        private boolean checkDetached(Layer layer, HeaderSection header) throws IOException {
            Optional<SignedParts> parts = SignedParts.of(layer.content(), header);
            if (parts.isEmpty()) {
                return done(layer.signedBy(SignerJudgement.INVALID));
            }
            Slice content = parts.get().content();
            byte[] signature = signature(parts.get().signature());
            SignerJudgement judgement;
            try (InputStream signed = content.open()) {
                judgement = SignerJudgement.of(CmsVerification.detached(signature, signed), trust, from, at);
            } catch (Cms.Unreadable e) {
                judgement = SignerJudgement.INVALID;
            }
            HeaderSection inner = HeaderSection.of(content);
            if (!SmimeTypes.isObject(inner)) {
                return done(layer.signedBy(judgement));
            }
            RawMessage owned = layer.content() == message ? RawMessage.of(new byte[0]) : layer.content();
            RawMessage joined = new Joined(header(header, inner), Slice.from(content, inner.bodyOffset()), owned);
            layers.add(layer.signedBy(judgement).inside(joined));
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

        private void openObject(Layer layer, HeaderSection header) throws IOException {
            Slice body = Slice.from(layer.content(), header.bodyOffset());
            CmsKind kind;
            try (InputStream cms = decoded(body, header)) {
                kind = CmsKind.of(cms);
            }
            switch (kind) {
                case SIGNED -> takeOut(layer, body, header);
                case ENVELOPED -> decrypt(layer, body, header, false);
                case AUTHENTICATED_ENVELOPED -> decrypt(layer, body, header, true);
                case OTHER -> throw new Cms.Unreadable("neither signed nor encrypted, or damaged");
            }
        }

        private void takeOut(Layer layer, Slice body, HeaderSection header) throws IOException {
            List<SignerJudgement> judged = new ArrayList<>();
            RawMessage entity = written(out -> {
                try (InputStream cms = decoded(body, header)) {
                    judged.add(SignerJudgement.of(CmsVerification.opaque(cms, out), trust, from, at));
                }
            });
            layers.add(layer.signedBy(judged.get(0)).inside(joined(header, entity)));
        }

        private void decrypt(Layer layer, Slice body, HeaderSection header, boolean authenticated) throws IOException {
            ReaderGroups groups;
            try (InputStream cms = decoded(body, header)) {
                groups = ReaderGroups.of(layer.readers(), keys, cms, authenticated);
            }
            for (ReaderGroups.Group group : groups.groups()) {
                try {
                    if (++decryptions > MOST_DECRYPTIONS) {
                        throw new Cms.Unreadable("encrypted with too many different keys");
                    }
                    RawMessage entity = written(out -> {
                        try (InputStream cms = decoded(body, header)) {
                            CmsDecryption.decrypt(cms, authenticated, group.key(), out);
                        }
                    });
                    layers.add(layer.decryptedFor(group.readers(), joined(header, entity)));
                } catch (Cms.Unreadable e) {
                    explain(group.readers(), e);
                }
            }
            if (!groups.without().isEmpty()) {
                explain(groups.without(), new Cms.Unreadable("encrypted to none of our keys"));
            }
        }
    }

    private static RawMessage joined(HeaderSection header, RawMessage entity) throws IOException {
        boolean complete = false;
        try {
            HeaderSection inner = HeaderSection.of(entity);
            RawMessage joined = new Joined(header(header, inner), Slice.from(entity, inner.bodyOffset()), entity);
            complete = true;
            return joined;
        } finally {
            if (!complete) {
                entity.close();
            }
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
