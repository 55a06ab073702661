package fr.mssgw.imap.james;

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
 * in order stays as it is, octet for octet. One with a NUL is refused: no literal holds any (RFC 3501 §9), it would be
 * binary data that lacks its encoding, and whatever we wrote instead would be another document.
 */
final class Uploads {
    private Uploads() {}

    /** A message with a NUL; the client has to encode it. */
    static final class HoldsNul extends IOException {
        private static final long serialVersionUID = 1;

        HoldsNul() {
            super("a message holds a NUL");
        }
    }

    /**
     * The same command with its message as it is kept; other commands as they are.
     *
     * @throws HoldsNul when it is refused
     */
    static ImapMessage kept(ImapMessage message) throws IOException {
        if (message instanceof AppendRequest append) {
            Optional<Literal> mended = mended(append.getMessage());
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
            Optional<Literal> mended = mended(replace.getMessage());
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
    private static Optional<Literal> mended(Literal literal) throws IOException {
        long kept = 0;
        boolean asItIs = true;
        try (InputStream raw = literal.getInputStream();
                CrlfLines lines = new CrlfLines(raw)) {
            byte[] some = new byte[16 * 1024];
            for (int count = lines.read(some, 0, some.length); count >= 0; count = lines.read(some, 0, some.length)) {
                kept += count;
                for (int i = 0; i < count; i++) {
                    if (some[i] == 0) {
                        throw new HoldsNul();
                    }
                }
            }
            asItIs = !lines.mended();
        }
        long size = kept;
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
}
