package fr.mssgw.imap.james.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.store.mailbox.FlagChange;
import fr.mssgw.store.mailbox.ListedMessage;
import fr.mssgw.store.mailbox.MessageFlags;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What marking a folder as read reads of it ahead. */
class ReadMarksBatchTest {
    private static final int MESSAGES = 2_000;

    private static final MessageFlags UNREAD = new MessageFlags(0, List.of());
    private static final MessageFlags READ = new MessageFlags(MessageFlags.SEEN, List.of());

    private final List<Integer> batches = new ArrayList<>();
    private int readAhead;

    private static ListedMessage unread(long uid, long octets) {
        return new ListedMessage(uid, 1, uid, uid, 0, "", octets, 10, null, null, null, null, null, null, null);
    }

    private void markAll(long octets) {
        ReadMarks marks = new ReadMarks(message -> true, uids -> {
            batches.add(uids.size());
            return uids.stream()
                    .map(uid -> new FlagChange(uid, uid, 2, UNREAD, READ))
                    .toList();
        });
        for (long uid = 1; uid <= MESSAGES; uid++) {
            long current = uid;
            assertThat(marks.mark(unread(uid, octets), most -> {
                        List<ListedMessage> next = LongStream.rangeClosed(current + 1, MESSAGES)
                                .limit(most)
                                .mapToObj(after -> unread(after, octets))
                                .toList();
                        readAhead += next.size();
                        return next;
                    }))
                    .isPresent();
        }
    }

    @Test
    void nothingIsReadAheadThatTheBatchDoesNotMark() {
        markAll(100);
        assertThat(batches).containsExactly(256, 256, 256, 256, 256, 256, 256, 208);
        assertThat(readAhead).isEqualTo(MESSAGES - batches.size());
    }

    @Test
    void largeMessagesAreMarkedFewAtATime() {
        markAll(100 * 1024);
        assertThat(batches).hasSize(MESSAGES / 5).containsOnly(5);
    }
}
