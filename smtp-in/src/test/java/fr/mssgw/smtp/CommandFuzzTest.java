package fr.mssgw.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Any line gets a reply that is well-formed ({@link RawClient#reply} checks its form), and the session goes on. */
class CommandFuzzTest {
    private static TestServer server;

    @BeforeContainer
    static void start() {
        server = new TestServer();
    }

    @AfterContainer
    static void stop() {
        server.close();
    }

    @Provide
    Arbitrary<String> lines() {
        Arbitrary<String> verb = Arbitraries.of(
                "MAIL FROM:",
                "RCPT TO:",
                "EHLO ",
                "HELO ",
                "AUTH ",
                "VRFY ",
                "NOOP ",
                "RSET",
                "HELP",
                "STARTTLS",
                "X",
                "");
        Arbitrary<String> path = Arbitraries.of("<a@b.fr>", "<>", "<\"a>b\"@c.fr>", "<a@b.fr", "a", "<@x:a@b>", "");
        Arbitrary<String> word = Arbitraries.of(
                " SIZE=", " BODY=", " RET=", " ENVID=", " NOTIFY=", " ORCPT=", " AUTH=", " SMTPUTF8", " ", "=");
        Arbitrary<String> noise = Arbitraries.strings()
                .withCharRange(' ', '~')
                .withCharRange('\0', '\t')
                .withCharRange('\u0080', '\u00ff')
                .ofMaxLength(40);
        return Combinators.combine(verb, path, word, noise, word, noise)
                .as((a, b, c, d, e, f) -> a + b + c + d + e + f);
    }

    @Property(tries = 1500)
    void anyLineGetsAWellFormedReply(@ForAll("lines") String line) throws Exception {
        String sent = line.strip().equalsIgnoreCase("AUTH PLAIN") ? "NOOP" : line;
        try (RawClient client = session()) {
            assertThat(client.ask(sent)).matches("(?s)[25][0-9][0-9][ -].*");
            assertThat(client.ask("NOOP")).isEqualTo("250 2.0.0 OK");
        }
    }

    private static RawClient session() throws Exception {
        RawClient client = server.plain(Port.MX); // without TLS: a handshake for each try takes too long
        client.ask("EHLO client.test");
        return client;
    }

    @Property(tries = 3000)
    void anyArgumentIsReadOrRefused(@ForAll("lines") String argument) {
        for (String direction : new String[] {"FROM", "TO"}) {
            try {
                PathArgument path = PathArgument.parse(argument.replaceFirst("^[A-Z]+ ", ""), direction);
                Map<String, Optional<String>> parameters = path.parameters();
                if (direction.equals("FROM")) {
                    MailParameters.read(parameters, 1_000);
                } else {
                    RecipientParameters.read(parameters);
                }
            } catch (SyntaxFault fault) {
                assertThat(fault.reply().code()).isIn(501, 552, 555);
            }
        }
    }

    /** Stuffed and sent in any pieces, a message comes out as it was (RFC 5321 §4.5.2). */
    @Property
    void anyMessageComesThroughUnchanged(@ForAll("messages") String message, @ForAll byte pieceSeed) {
        byte[] sent = ((message.startsWith(".") ? "." : "") + message.replace("\r\n.", "\r\n..") + ".\r\nNOOP\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
        DataDecoder decoder = new DataDecoder();
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        int piece = 1 + (pieceSeed & 15);
        int used = 0;
        while (decoder.state() == DataDecoder.State.OPEN) {
            used += decoder.read(sent, used, Math.min(piece, sent.length - used), text);
        }
        assertThat(decoder.state()).isEqualTo(DataDecoder.State.ENDED);
        assertThat(used).isEqualTo(sent.length - "NOOP\r\n".length());
        assertThat(text.toString(StandardCharsets.ISO_8859_1)).isEqualTo(message);
    }

    @Provide
    Arbitrary<String> messages() {
        return Arbitraries.of("\r\n", "\r\n", ".", "..", "a", "\u00e9", "\0", " ", "Subject: x")
                .list()
                .ofMaxSize(60)
                .map(pieces -> String.join("", pieces))
                .map(text -> text.isEmpty() || text.endsWith("\r\n") ? text : text + "\r\n");
    }
}
