package fr.mssgw.imap.james.connection;

import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.store.mailbox.ListedMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which commands run together, and what is read together for them. */
class PipelinedTest {
    @TempDir
    Path directory;

    private final List<List<Long>> queries = new ArrayList<>();

    private static FetchLine line(long uid) {
        return FetchLine.of(
                        ("t" + uid + " UID FETCH " + uid + " (BODY.PEEK[])\r\n").getBytes(StandardCharsets.US_ASCII))
                .orElseThrow();
    }

    private List<ListedMessage> read(List<Long> uids) {
        queries.add(List.copyOf(uids));
        return uids.stream()
                .filter(uid -> uid != 5)
                .map(uid -> new ListedMessage(uid, 1, uid, 1, 0, "", 1, 1, null, null, null, null, null, null, null))
                .toList();
    }

    @Test
    void aQueryReadsForTheCommandsBehindItToo() {
        Pipelined row = new Pipelined(line(1));
        for (int uid = 2; uid <= 10; uid++) {
            assertThat(row.takes(line(uid))).isTrue();
        }
        for (long uid = 1; uid <= 10; uid++) {
            assertThat(row.message(uid, 4, this::read).isPresent()).isEqualTo(uid != 5);
        }
        assertThat(queries).containsExactly(List.of(1L, 2L, 3L, 4L), List.of(5L, 6L, 7L, 8L), List.of(9L, 10L));
    }

    @Test
    void aRowIsBounded() {
        Pipelined row = new Pipelined(line(1));
        for (int uid = 2; uid <= Pipelined.MOST; uid++) {
            assertThat(row.takes(line(uid))).isTrue();
        }
        assertThat(row.takes(line(99))).isFalse();
    }

    @Test
    void onlyPlainFetchesOfOneMessageGoTogether() {
        for (String other : List.of(
                "a UID FETCH 1:3 (FLAGS)\r\n",
                "a FETCH 1 (FLAGS)\r\n",
                "a UID STORE 1 +FLAGS (x)\r\n",
                "a UID FETCH 1 (BODY[HEADER.FIELDS ({4}\r\n",
                "a UID FETCH 1 (FLAGS)",
                "a UID FETCH 1 " + "x".repeat(FetchLine.LONGEST) + "\r\n")) {
            assertThat(FetchLine.of(other.getBytes(StandardCharsets.US_ASCII)))
                    .as(other)
                    .isEmpty();
        }
        assertThat(FetchLine.of("a uid fetch 7 (FLAGS)\r\n".getBytes(StandardCharsets.US_ASCII)))
                .contains(new FetchLine(7, "(FLAGS)"));
    }

    @Test
    void aBatchTakesWhatIsThereAndLeavesTheRest() throws IOException {
        Deque<ByteBuf> waiting = new ArrayDeque<>();
        waiting.add(buffer("b UID FETCH 2 (FLAGS)\r\nc UID FETCH 3 (FLAGS)\r\n"));
        waiting.add(buffer("d UID FETCH 4 (FLAGS)\r\ne NOOP\r\n"));
        try (CommandAssembler assembler =
                new CommandAssembler(new fr.mssgw.core.message.MessageSpool(directory), new SpoolQuota(1000))) {
            Limits limits = Limits.afterLogin(1000);
            assembler.feed(ByteBuffer.wrap("a UID FETCH 1 (FLAGS)\r\n".getBytes(StandardCharsets.US_ASCII)), limits);
            try (Batch batch = new Batch(assembler.take())) {
                batch.follow(waiting, assembler, limits);
                assertThat(batch.commands()).hasSize(4);
                assertThat(batch.pipelined()).isNotNull();
            }
        }
        assertThat(waiting).singleElement().satisfies(rest -> assertThat(rest.toString(StandardCharsets.US_ASCII))
                .isEqualTo("e NOOP\r\n"));
    }

    private static ByteBuf buffer(String octets) {
        return Unpooled.copiedBuffer(octets, StandardCharsets.US_ASCII);
    }
}
