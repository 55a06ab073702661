package fr.mssgw.imap.james.connection;

import java.io.IOException;
import java.io.InputStream;
import org.apache.james.imap.api.display.HumanReadableText;
import org.apache.james.imap.decode.DecodingException;
import org.apache.james.imap.decode.ImapRequestLineReader;
import org.apache.james.imap.message.Literal;

/** Gives James' parsers a complete command. Literals stay in the spool until they are asked for. */
final class CommandReader extends ImapRequestLineReader {
    private final Command command;
    private int part;
    private int at;

    CommandReader(Command command) {
        this.command = command;
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
