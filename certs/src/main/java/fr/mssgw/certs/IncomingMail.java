package fr.mssgw.certs;

import fr.mssgw.certs.bouncycastle.Cms;
import fr.mssgw.certs.bouncycastle.CmsDecryption;
import fr.mssgw.certs.bouncycastle.CmsKind;
import fr.mssgw.certs.bouncycastle.CmsVerification;
import fr.mssgw.certs.mime.Canonical;
import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.core.mail.Part;
import fr.mssgw.core.mail.Slice;
import fr.mssgw.core.mail.Structure;
import fr.mssgw.core.mail.TransferEncoding;
import fr.mssgw.core.message.MessageSpool;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.message.SmimeLabel;
import fr.mssgw.core.port.MessageSecurity.Incoming;
import java.io.BufferedInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
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
    /** Why a layer stays closed, and whether one around it can be read in two ways. */
    private record Closed(String reason, boolean ambiguous) {}

    private final class Opening {
        private final RawMessage message;
        private final MssAddress from;
        private final Instant at;
        private final Deque<Layer> layers = new ArrayDeque<>();
        private final List<Incoming> contents = new ArrayList<>();
        private final Map<Closed, Set<MssAddress>> unreadable = new LinkedHashMap<>();
        private int decryptions;

        Opening(RawMessage message, MssAddress from, Instant at) {
            this.message = message;
            this.from = from;
            this.at = at;
        }

        List<Incoming> run(Set<MssAddress> readers) throws IOException {
            layers.add(Layer.outermost(message, readers));
            while (!layers.isEmpty()) {
                Layer layer = layers.remove();
                boolean kept = false;
                try {
                    kept = open(layer);
                } catch (Cms.Unreadable e) {
                    explain(layer, layer.readers(), e);
                } finally {
                    if (!kept) {
                        close(layer.content());
                    }
                }
            }
            SmimeLabel label = new SmimeLabel(SmimeLabel.Status.UNREADABLE, Optional.empty(), false);
            for (Map.Entry<Closed, Set<MssAddress>> one : unreadable.entrySet()) {
                RawMessage explained =
                        new Explanation(spool).around(message, one.getKey().reason());
                contents.add(new Incoming(
                        explained, label, one.getValue(), one.getKey().ambiguous()));
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

        private void explain(Layer layer, Set<MssAddress> readers, Cms.Unreadable reason) {
            unreadable
                    .computeIfAbsent(new Closed(reason.toString(), layer.ambiguous()), first -> new LinkedHashSet<>())
                    .addAll(readers);
        }

        /** Takes one layer off, or is done with it. @return whether its content is still needed */
        private boolean open(Layer layer) throws IOException {
            Structure structure = Structure.read(layer.content());
            Layer read = structure.ambiguities().isEmpty() ? layer : layer.withSecondReading();
            Part root = structure.root();
            boolean object = SmimeTypes.isObject(root);
            if (!object && !SmimeTypes.isDetached(root)) {
                return done(SmimeTypes.isMalformedSignature(root) ? read.withSecondReading() : read, structure);
            }
            if (read.depth() == MOST_LAYERS) {
                throw tooManyLayers();
            }
            if (!object) {
                return checkDetached(read, structure);
            }
            openObject(read, root);
            return false;
        }

        private static Cms.Unreadable tooManyLayers() {
            return new Cms.Unreadable("more than four layers");
        }

        private boolean done(Layer layer, Structure structure) throws IOException {
            return done(layer, structure, layer.content());
        }

        /** @param shown the content, or the same under another header section */
        private boolean done(Layer layer, Structure structure, RawMessage shown) throws IOException {
            Layer read = layer;
            if (layer.label().status() == SmimeLabel.Status.VERIFIED && structure.hasSecondReading(layer.content())) {
                read = layer.withSecondReading();
            }
            RawMessage content = shown;
            if (layer.depth() > 0) {
                Structure parts = shown == layer.content() ? structure : Structure.read(shown);
                content = new Deliverable(spool).of(shown, parts);
            }
            contents.add(new Incoming(content, read.label(), layer.readers(), read.ambiguous()));
            return content == shown;
        }

        /**
         * Checks a detached signature, and those inside it. Goes on with the signed content where that is encrypted or
         * signed opaquely; else the message stays as it is, but for a Subject that its payload protects.
         */
        private boolean checkDetached(Layer layer, Structure structure) throws IOException {
            Layer read = layer;
            Part payload = structure.root();
            Slice content;
            int depth = layer.depth();
            do {
                Optional<DetachedSignature> detached = DetachedSignature.of(layer.content(), payload);
                if (detached.isEmpty()) { // RFC 1847 §2.1: exactly two parts
                    return done(read.withSecondReading().signedBy(SignerJudgement.MALFORMED), structure);
                }
                if (depth++ == MOST_LAYERS) {
                    throw tooManyLayers();
                }
                read = detached.get().isPlain() ? read : read.withSecondReading();
                read = read.signedBy(judge(detached.get(), layer.depth() > 0));
                content = detached.get().content();
                payload = detached.get().signed();
            } while (SmimeTypes.isDetached(payload));
            HeaderSection outer = structure.root().header();
            InnerEntity inner = InnerEntity.of(content, outer);
            read = read.differingIn(inner.differing(outer));
            RawMessage owned = layer.content() == message ? RawMessage.of(new byte[0]) : layer.content();
            if (!SmimeTypes.isObject(payload)) {
                return done(
                        read,
                        structure,
                        inner.restored(layer.content(), outer, owned).orElse(layer.content()));
            }
            layers.add(read.inside(inner.under(outer, owned)));
            return true;
        }

        private SignerJudgement judge(DetachedSignature detached, boolean wasEncrypted) throws IOException {
            byte[] signature = detached.octets();
            SignerJudgement judgement = judge(signature, detached.content().open());
            if (judgement.status() == SmimeLabel.Status.INVALID && wasEncrypted) {
                // what was never sent as mail may have kept the line ends of its writer (RFC 8551 §3.1.1)
                judgement = judge(signature, new Canonical(detached.content().open()));
            }
            return judgement;
        }

        private SignerJudgement judge(byte[] signature, InputStream content) throws IOException {
            try (content) {
                return SignerJudgement.of(CmsVerification.detached(signature, content), trust, from, at);
            } catch (Cms.Unreadable e) {
                return SignerJudgement.MALFORMED;
            }
        }

        private void openObject(Layer layer, Part root) throws IOException {
            CmsKind kind;
            try (InputStream cms = decoded(layer, root)) {
                kind = CmsKind.of(cms);
            }
            Layer read = SoleObject.fills(layer.content(), root) ? layer : layer.withSecondReading();
            switch (kind) {
                case SIGNED -> takeOut(read, root);
                case ENVELOPED -> decrypt(read, root, false);
                case AUTHENTICATED_ENVELOPED -> decrypt(read, root, true);
                case OTHER -> throw new Cms.Unreadable("neither signed nor encrypted, or damaged");
            }
        }

        private void takeOut(Layer layer, Part root) throws IOException {
            List<SignerJudgement> judged = new ArrayList<>();
            RawMessage entity = written(out -> {
                try (InputStream cms = decoded(layer, root)) {
                    judged.add(SignerJudgement.of(CmsVerification.opaque(cms, out), trust, from, at));
                }
            });
            layers.add(joined(layer.signedBy(judged.get(0)), root.header(), entity));
        }

        private void decrypt(Layer layer, Part root, boolean authenticated) throws IOException {
            ReaderGroups groups;
            try (InputStream cms = decoded(layer, root)) {
                groups = ReaderGroups.of(layer.readers(), keys, cms, authenticated);
            }
            for (ReaderGroups.Group group : groups.groups()) {
                try {
                    if (++decryptions > MOST_DECRYPTIONS) {
                        throw new Cms.Unreadable("encrypted with too many different keys");
                    }
                    RawMessage entity = written(out -> {
                        try (InputStream cms = decoded(layer, root)) {
                            CmsDecryption.decrypt(cms, authenticated, group.key(), out);
                        }
                    });
                    layers.add(joined(layer.decryptedFor(group.readers()), root.header(), entity));
                } catch (Cms.Unreadable e) {
                    explain(layer, group.readers(), e);
                }
            }
            if (!groups.without().isEmpty()) {
                explain(layer, groups.without(), new Cms.Unreadable("encrypted to none of our keys"));
            }
        }
    }

    /** What a layer held, as the next one to open. */
    private static Layer joined(Layer layer, HeaderSection outer, RawMessage entity) throws IOException {
        boolean complete = false;
        try {
            InnerEntity inner = InnerEntity.of(entity, outer);
            Layer next = layer.differingIn(inner.differing(outer)).inside(inner.under(outer, entity));
            complete = true;
            return inner.header().irregular() ? next.withSecondReading() : next;
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

    private static InputStream decoded(Layer layer, Part root) throws IOException {
        if (root.encoding() == TransferEncoding.UNKNOWN) {
            throw new Cms.Unreadable("an encoding that S/MIME does not use");
        }
        return new BufferedInputStream(root.content(layer.content()), 16 * 1024);
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
