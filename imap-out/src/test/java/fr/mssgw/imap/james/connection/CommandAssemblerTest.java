package fr.mssgw.imap.james.connection;

import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.message.MessageSpool;
import fr.mssgw.core.message.RawMessage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class CommandAssemblerTest {
    private static final Path DIRECTORY = directory();
    private static final String STREAM =
            "a NOOP\r\nb APPEND INBOX {5+}\r\n12}\r\n\r\nc LOGIN {2}\r\nab {0+}\r\n {3+}\r\nx\r\n\r\n"
                    + "d SEARCH SUBJECT \"{5}\"\r\ne FETCH 1 BODY[]\n";

    private static Path directory() {
        try {
            return Files.createTempDirectory("assembler");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private final SpoolQuota quota = new SpoolQuota(1_000_000);

    private CommandAssembler assembler() throws IOException {
        return new CommandAssembler(new MessageSpool(DIRECTORY), quota);
    }

    @Property(tries = 300)
    void whereTheStreamIsCutMakesNoDifference(@ForAll @Size(max = 30) List<@IntRange(min = 1, max = 12) Integer> pieces)
            throws IOException {
        assertThat(assemble(pieces)).isEqualTo(assemble(List.of()));
        assertThat(quota.held()).isZero();
    }

    @Test
    void linesAndLiteralsBecomeCommands() throws IOException {
        assertThat(assemble(List.of()))
                .containsExactly(
                        "a NOOP\r\n",
                        "b APPEND INBOX {5+}\r\n<12}\r\n>\r\n",
                        "CONTINUE",
                        "c LOGIN {2}\r\n<ab> {0+}\r\n<> {3+}\r\n<x\r\n>\r\n",
                        "d SEARCH SUBJECT \"{5}\"\r\n",
                        "e FETCH 1 BODY[]\n");
    }

    @Property(tries = 500)
    void anyOctetsGiveAnAnswer(@ForAll byte[] octets) throws IOException {
        try (CommandAssembler assembler = assembler()) {
            ByteBuffer in = ByteBuffer.wrap(octets);
            while (in.hasRemaining()) {
                CommandAssembler.Step step = assembler.feed(in, Limits.BEFORE_LOGIN);
                if (step == CommandAssembler.Step.COMPLETE) {
                    assembler.take().close();
                } else if (step != CommandAssembler.Step.MORE && step != CommandAssembler.Step.CONTINUE) {
                    return;
                }
            }
        }
        assertThat(quota.held()).isZero();
    }

    @Test
    void aFullSpoolIsNoticedBeforeTheFirstOctet() throws IOException {
        try (CommandAssembler assembler = assembler()) {
            byte[] command = "a APPEND INBOX {1000001+}\r\n".getBytes(StandardCharsets.US_ASCII);
            assertThat(assembler.feed(ByteBuffer.wrap(command), Limits.afterLogin(2_000_000)))
                    .isEqualTo(CommandAssembler.Step.SPOOL_FULL);
        }
        assertThat(quota.held()).isZero();
    }

    private List<String> assemble(List<Integer> pieces) throws IOException {
        byte[] stream = STREAM.getBytes(StandardCharsets.US_ASCII);
        List<String> seen = new ArrayList<>();
        try (CommandAssembler assembler = assembler()) {
            int from = 0;
            for (int i = 0; from < stream.length; i++) {
                int to = i < pieces.size() ? Math.min(stream.length, from + pieces.get(i)) : stream.length;
                ByteBuffer in = ByteBuffer.wrap(Arrays.copyOfRange(stream, from, to));
                while (in.hasRemaining()) {
                    CommandAssembler.Step step = assembler.feed(in, Limits.afterLogin(1000));
                    if (step == CommandAssembler.Step.COMPLETE) {
                        try (Command command = assembler.take()) {
                            seen.add(shown(command));
                        }
                    } else if (step != CommandAssembler.Step.MORE) {
                        seen.add(step.name());
                    }
                }
                from = to;
            }
        }
        return seen;
    }

    private static String shown(Command command) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < command.lines().size(); i++) {
            text.append(new String(command.lines().get(i), StandardCharsets.US_ASCII));
            if (i < command.literals().size()) {
                RawMessage literal = command.literals().get(i);
                try (InputStream in = literal.open()) {
                    text.append('<')
                            .append(new String(in.readAllBytes(), StandardCharsets.US_ASCII))
                            .append('>');
                }
            }
        }
        return text.toString();
    }
}
