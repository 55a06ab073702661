package fr.mssgw.imap.james.connection;

import java.io.IOException;
import java.io.InputStream;
import org.apache.james.imap.api.ImapMessage;
import org.apache.james.imap.api.display.HumanReadableText;
import org.apache.james.imap.api.display.ModifiedUtf7;
import org.apache.james.imap.api.process.ImapSession;
import org.apache.james.imap.decode.DecodingException;
import org.apache.james.imap.decode.ImapDecoder;
import org.apache.james.imap.decode.ImapRequestLineReader;
import org.apache.james.imap.message.Literal;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives James' parsers a complete command. Literals stay in the spool until they are asked for. */
final class CommandReader extends ImapRequestLineReader {
    private static final Logger LOG = LoggerFactory.getLogger(CommandReader.class);

    private final Command command;
    private int part;
    private int at;

    CommandReader(Command command) {
        this.command = command;
    }

    /**
     * Null where James' parsers fail in a way that they do not foresee: on modified UTF-7 that is none (RFC 3501 §5.1.3)
     * they throw a plain Error. The caller has seen that it does not nest without end, which would overflow the stack.
     */
    static @Nullable ImapMessage read(Command command, ImapDecoder decoder, ImapSession session) {
        if (command.lines().stream().anyMatch(CommandReader::holdsNul)) {
            return null;
        }
        try {
            return decoder.decode(new CommandReader(command), session);
        } catch (LinkageError | OutOfMemoryError ours) {
            throw ours;
        } catch (RuntimeException | Error unreadable) {
            LOG.debug("an IMAP command could not be parsed", unreadable);
            return null;
        }
    }

    /** Which stands nowhere but in a message (RFC 3501 §9: CHAR, TEXT-CHAR). */
    private static boolean holdsNul(byte[] line) {
        for (byte octet : line) {
            if (octet == 0) {
                return true;
            }
        }
        return false;
    }

    @Override
    public char nextChar() throws DecodingException {
        if (!nextSeen) {
            byte[] line = command.lines().get(part);
            if (at >= line.length) {
                throw new DecodingException(HumanReadableText.ILLEGAL_ARGUMENTS, "the command ends too early");
            }
            nextChar = (char) (line[at++] & 0xff);
            nextSeen = true;
        }
        return nextChar;
    }

    /** Modified UTF-7 in its one form: James 3.8.1 takes others, and the client would not know its name again. */
    @Override
    public String mailbox() throws DecodingException {
        String name = mailboxUTF7();
        if (name.indexOf('&') < 0) {
            return name;
        }
        String decoded = FolderNames.decoded(name);
        if (!ModifiedUtf7.encodeModifiedUTF7(decoded).equals(name)) {
            throw new DecodingException(HumanReadableText.ILLEGAL_ARGUMENTS, "not the one form of modified UTF-7");
        }
        return decoded;
    }

    @Override
    public Literal read(int size, boolean lastOfCommand) throws DecodingException {
        if (nextSeen
                || at < command.lines().get(part).length
                || part >= command.literals().size()
                || command.literals().get(part).size() != size) {
            throw new DecodingException(HumanReadableText.ILLEGAL_ARGUMENTS, "a literal is out of place");
        }
        Literal literal = new SpooledLiteral(command, part);
        part++;
        at = 0;
        if (lastOfCommand) {
            eol();
        }
        return literal;
    }

    @Override
    protected void commandContinuationRequest() {
        // sent already, when the literal was announced: CommandAssembler
    }

    private record SpooledLiteral(Command command, int index) implements Literal {
        @Override
        public long size() {
            return command.literals().get(index).size();
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return command.literals().get(index).open();
        }
    }
}
