package fr.mssgw.core.mail;

import fr.mssgw.core.message.MalformedMessage;
import fr.mssgw.core.message.RawMessage;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The tree of a mail's parts with their places, and what in it can be read in two ways (RFC 2045, 2046). Made in one pass
 * over the octets, in time linear in them, without recursion, and in memory that {@link Bounds} limit. Never fails for what
 * a mail holds. Immutable.
 */
public final class Structure {
    private final Part root;
    private final int count;
    private final List<Ambiguity> ambiguities;
    private final Optional<Excess> excess;

    Structure(Part root, int count, List<Ambiguity> ambiguities, Optional<Excess> excess) {
        this.root = root;
        this.count = count;
        this.ambiguities = List.copyOf(ambiguities);
        this.excess = excess;
    }

    /** Of a {@link ReadOnce} the one that was read before. */
    public static Structure read(RawMessage mail) throws IOException {
        if (mail instanceof ReadOnce once) {
            return once.structure();
        }
        try (InputStream in = mail.open()) {
            return read(in);
        }
    }

    /** @param mail read to its end, not closed */
    public static Structure read(InputStream mail) throws IOException {
        return new StructureReader(mail, Bounds.MAIL).read();
    }

    /**
     * The same for a mail whose header section lies apart.
     *
     * @param header whole, its closing empty line included
     * @param body read to its end, not closed
     */
    public static Structure read(byte[] header, InputStream body) throws IOException {
        return read(new SequenceInputStream(new ByteArrayInputStream(header), body));
    }

    public Part root() {
        return root;
    }

    /** How many parts there are, the mail and attached messages included: what this costs in memory. */
    public int count() {
        return count;
    }

    /** At most twenty; empty where every reader sees the same tree. */
    public List<Ambiguity> ambiguities() {
        return ambiguities;
    }

    /** The first bound that was passed; beyond it nothing was taken apart. */
    public Optional<Bounds.Passed> passed() {
        return excess.map(Excess::bound);
    }

    /** The same with its place. */
    public Optional<Excess> excess() {
        return excess;
    }

    /**
     * Refuses a mail that passes a bound.
     *
     * @throws MalformedMessage that names it
     */
    public Structure within() throws MalformedMessage {
        if (excess.isPresent()) {
            throw new MalformedMessage("message illisible : " + excess.get().french());
        }
        return this;
    }

    /**
     * Refuses a mail that can be read in two ways, as well as one that passes a bound.
     *
     * @throws MalformedMessage that names the first place
     */
    public Structure unambiguous() throws MalformedMessage {
        within();
        if (!ambiguities.isEmpty()) {
            throw new MalformedMessage(
                    "message illisible : " + ambiguities.get(0).french());
        }
        return this;
    }

    /**
     * Whether two readers may see different contents of it: its structure is ambiguous, or a base64 body has a second reading.
     *
     * @param mail the very one that this was read from
     */
    public boolean hasSecondReading(RawMessage mail) throws IOException {
        try {
            return !ambiguities.isEmpty()
                    || leaves(mail, (part, decoded) -> {
                                if (part.encoding() == TransferEncoding.BASE64) {
                                    decoded.transferTo(OutputStream.nullOutputStream());
                                }
                            })
                            .isPresent();
        } catch (MalformedMessage e) {
            throw new IllegalStateException("nothing is judged here", e);
        }
    }

    /** What is done with one part that holds no others. */
    public interface LeafVisitor {
        /**
         * @param content decoded; to be read here or not at all, as far as wanted
         */
        void leaf(Part leaf, InputStream content) throws MalformedMessage, IOException;
    }

    /**
     * Goes through all leaves in the order in which they stand, with one stream over the mail.
     *
     * @param mail the very one that this was read from
     * @return the first base64 body with a second reading among those that the visitor read to their end
     */
    public Optional<Ambiguity> leaves(RawMessage mail, LeafVisitor visitor) throws MalformedMessage, IOException {
        Optional<Ambiguity> irregular = Optional.empty();
        try (InputStream in = mail.open()) {
            long at = 0;
            Deque<Part> open = new ArrayDeque<>();
            open.push(root);
            while (!open.isEmpty()) {
                Part part = open.pop();
                for (int i = part.children().size() - 1; i >= 0; i--) {
                    open.push(part.children().get(i));
                }
                if (!part.isLeaf()) {
                    continue;
                }
                in.skipNBytes(part.bodyStart() - at);
                Counted counted = new Counted(new Limited(in, part.size()));
                InputStream content = part.encoding().decode(counted);
                visitor.leaf(part, content);
                at = part.bodyStart() + counted.count();
                if (irregular.isEmpty() && content instanceof Base64Stream base64 && base64.irregular()) {
                    irregular = Optional.of(new Ambiguity(Ambiguity.Kind.BASE64, part.number(), ""));
                }
            }
        }
        return irregular;
    }

    /** Counts what is read; closing it changes nothing. */
    private static final class Counted extends FilterInputStream {
        private long count;

        Counted(InputStream in) {
            super(in);
        }

        long count() {
            return count;
        }

        @Override
        public int read() throws IOException {
            int octet = in.read();
            count += octet < 0 ? 0 : 1;
            return octet;
        }

        @Override
        public int read(byte[] octets, int offset, int length) throws IOException {
            int read = in.read(octets, offset, length);
            count += Math.max(0, read);
            return read;
        }

        @Override
        public long skip(long wanted) throws IOException {
            long skipped = in.skip(wanted);
            count += skipped;
            return skipped;
        }

        @Override
        public void close() {}
    }
}
