package fr.mssgw.imap.james;

import fr.mssgw.core.mail.Bounds;
import fr.mssgw.core.mail.Structure;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.apache.james.imap.api.ImapMessage;
import org.apache.james.imap.message.Literal;
import org.apache.james.imap.message.request.AppendRequest;
import org.apache.james.imap.message.request.ReplaceRequest;

/**
 * Messages that clients put into folders (APPEND, REPLACE), as they are kept: each line ended by CRLF (RFC 5322 §2.3),
 * whatever the client ended it with, so that sizes and pieces are those of what goes out again. A message whose lines are
 * in order stays as it is, octet for octet.
 *
 * <p>Refused is a message with a NUL: no literal holds any (RFC 3501 §9), it would be binary data that lacks its encoding,
 * and whatever we wrote instead would be another document. Refused is as well what passes one of {@link Bounds}, as at the
 * doors of SMTP: a message that no reader takes apart is not stored by whichever way it comes; and one that is larger, as it
 * is kept, than its BAL files (RFC 7889), since a bare LF that came as one octet is kept as two.
 */
final class Uploads {
    private Uploads() {}

    /** Why a message is not filed. */
    static final class Refused extends IOException {
        private static final long serialVersionUID = 1;

        private final ResponseText text;

        Refused(ResponseText text) {
            super("a message is not filed: " + text);
            this.text = text;
        }

        ResponseText text() {
            return text;
        }
    }

    /**
     * The same command with its message as it is kept; other commands as they are.
     *
     * @param most octets that are kept
     * @throws Refused when it is not filed
     */
    static ImapMessage kept(ImapMessage message, long most) throws IOException {
        if (message instanceof AppendRequest append) {
            Optional<Literal> mended = mended(append.getMessage(), most);
            return mended.isEmpty()
                    ? append
                    : new AppendRequest(
                            append.getMailboxName(),
                            append.getFlags(),
                            append.getDatetime(),
                            mended.get(),
                            append.getTag());
        }
        if (message instanceof ReplaceRequest replace) {
            Optional<Literal> mended = mended(replace.getMessage(), most);
            return mended.isEmpty()
                    ? replace
                    : new ReplaceRequest(
                            replace.getId(),
                            replace.getMailboxName(),
                            replace.getFlags(),
                            replace.getDatetime(),
                            mended.get(),
                            replace.getTag(),
                            replace.isUseUid());
        }
        return message;
    }

    /** Empty where nothing is to be mended. */
    private static Optional<Literal> mended(Literal literal, long most) throws IOException {
        long size;
        boolean asItIs;
        try (CrlfLines lines = new CrlfLines(literal.getInputStream());
                Seen octets = new Seen(lines, most)) {
            Structure structure = Structure.read(octets);
            if (octets.nul) {
                throw new Refused(
                        new ResponseText("CANNOT", "un message ne contient pas d'octet nul, il faut l'encoder"));
            }
            if (structure.excess().isPresent()) {
                throw new Refused(new ResponseText(
                        "LIMIT", "ce message a " + structure.excess().get().french()));
            }
            size = octets.count;
            asItIs = !lines.mended();
        }
        return asItIs
                ? Optional.empty()
                : Optional.of(new Literal() {
                    @Override
                    public long size() {
                        return size;
                    }

                    @Override
                    public InputStream getInputStream() throws IOException {
                        return new CrlfLines(literal.getInputStream());
                    }
                });
    }

    /** Counts what is read, as far as it may be kept, and looks for a NUL in it. */
    private static final class Seen extends FilterInputStream {
        private final long most;
        private long count;
        private boolean nul;

        Seen(InputStream in, long most) {
            super(in);
            this.most = most;
        }

        @Override
        public int read() throws IOException {
            byte[] single = new byte[1];
            return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
        }

        @Override
        public int read(byte[] octets, int offset, int length) throws IOException {
            int read = in.read(octets, offset, length);
            for (int i = offset; i < offset + read; i++) {
                nul |= octets[i] == 0;
            }
            count += Math.max(0, read);
            if (count > most) {
                throw new Refused(new ResponseText(
                        "TOOBIG", "un message a au plus " + most + " octets, chaque fin de ligne en compte deux"));
            }
            return read;
        }

        @Override
        public long skip(long wanted) {
            throw new UnsupportedOperationException("nothing is passed over");
        }
    }
}
