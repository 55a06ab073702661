package fr.mssgw.imap.james;

import fr.mssgw.core.text.Ascii;
import fr.mssgw.imap.james.id.IdParser;
import fr.mssgw.imap.james.list.ListParser;
import fr.mssgw.imap.james.list.LsubParser;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.james.imap.api.message.response.StatusResponseFactory;
import org.apache.james.imap.decode.ImapCommandParser;
import org.apache.james.imap.decode.ImapCommandParserFactory;
import org.apache.james.imap.decode.ImapDecoder;
import org.apache.james.imap.decode.base.AbstractImapCommandParser;
import org.apache.james.imap.decode.main.DefaultImapDecoder;
import org.apache.james.imap.decode.parser.ImapParserFactory;
import org.apache.james.imap.message.response.UnpooledStatusResponseFactory;
import org.jspecify.annotations.Nullable;

/** How commands are read: by James, but for those that it reads wrongly. */
final class Parsers implements ImapCommandParserFactory {
    private final ImapCommandParserFactory james;
    private final Map<String, AbstractImapCommandParser> ours;

    private Parsers(StatusResponseFactory responses) {
        this.james = new ImapParserFactory(responses);
        this.ours = Stream.of(new ListParser(responses), new LsubParser(responses), new IdParser(responses))
                .collect(Collectors.toMap(parser -> parser.getCommand().getName(), Function.identity()));
    }

    static ImapDecoder decoder() {
        StatusResponseFactory responses = new UnpooledStatusResponseFactory();
        return new DefaultImapDecoder(responses, new Parsers(responses));
    }

    @Override
    public @Nullable ImapCommandParser getParser(String commandName) {
        ImapCommandParser own = ours.get(Ascii.upper(commandName));
        return own == null ? james.getParser(commandName) : own;
    }
}
