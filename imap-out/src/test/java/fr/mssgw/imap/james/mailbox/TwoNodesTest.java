package fr.mssgw.imap.james.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.store.mailbox.MailboxTable;
import fr.mssgw.store.mailbox.MessageFilter;
import fr.mssgw.store.mailbox.MessageReading;
import fr.mssgw.store.mailbox.MessageRow;
import fr.mssgw.store.sql.Database;
import fr.mssgw.store.sql.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import javax.mail.Flags;
import org.apache.james.core.Username;
import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.MailboxSessionUtil;
import org.apache.james.mailbox.MessageManager.FlagsUpdateMode;
import org.apache.james.mailbox.MessageUid;
import org.apache.james.mailbox.model.ByteContent;
import org.apache.james.mailbox.model.Mailbox;
import org.apache.james.mailbox.model.MessageId;
import org.apache.james.mailbox.model.MessageRange;
import org.apache.james.mailbox.model.ThreadId;
import org.apache.james.mailbox.store.FlagsUpdateCalculator;
import org.apache.james.mailbox.store.mail.MessageMapper;
import org.apache.james.mailbox.store.mail.MessageMapper.FetchType;
import org.apache.james.mailbox.store.mail.model.impl.PropertyBuilder;
import org.apache.james.mailbox.store.mail.model.impl.SimpleMailboxMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two gateways on one database, each with its own connections, write into one folder at the same time. */
class TwoNodesTest {
    private static final MailboxSession SESSION = MailboxSessionUtil.create(Username.of("pharmacie"));
    private static final int EACH = 60;

    private final String name = TestDatabase.create();
    private final Database one = TestDatabase.another(name, 6);
    private final Database other = TestDatabase.another(name, 6);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final MessageReading reading = new MessageReading(other);
    private Mailbox inbox;
    private Mailbox archive;

    @BeforeEach
    void makeFolders() {
        MailboxTable table = new MailboxTable(one);
        inbox = SqlMailboxMapper.mailbox(table.create("pharmacie", "INBOX", 42).orElseThrow());
        archive = SqlMailboxMapper.mailbox(
                table.create("pharmacie", "Archives", 42).orElseThrow());
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        one.close();
        other.close();
    }

    @Test
    void noTwoMessagesGetOneUidOrOneModseq() throws Exception {
        await(List.of(appending(one), appending(one), appending(other), appending(other)));
        List<MessageRow> rows = rows(inbox);
        assertThat(rows)
                .extracting(MessageRow::uid)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, 4 * EACH).boxed().toList());
        assertThat(rows).extracting(MessageRow::modseq).isSorted().doesNotHaveDuplicates();
    }

    /** What CONDSTORE and QRESYNC rest on: a change never appears below a MODSEQ that somebody has been told. */
    @Test
    void whoWasToldOfAModseqMissesNoChangeBelowIt() throws Exception {
        await(List.of(appending(one)));
        AtomicBoolean over = new AtomicBoolean();
        Map<Long, Map<Long, Long>> seen = new HashMap<>();
        Future<?> client = threads.submit(() -> {
            while (!over.get()) {
                long highest = mapper(other).getHighestModSeq(inbox).asLong();
                seen.put(highest, modseqs(highest));
            }
            return null;
        });
        await(List.of(appending(one), appending(other), flagging(one, "un"), flagging(other, "deux")));
        over.set(true);
        client.get();
        Map<Long, Long> now = modseqs(Long.MAX_VALUE);
        assertThat(seen).isNotEmpty();
        seen.forEach((highest, then) -> now.forEach((uid, modseq) -> {
            if (modseq <= highest) {
                assertThat(then).as("told of %d, message %d", highest, uid).containsEntry(uid, modseq);
            }
        }));
    }

    @Test
    void everyKeywordOfEitherNodeStays() throws Exception {
        await(List.of(appending(one)));
        await(List.of(flagging(one, "un"), flagging(other, "deux")));
        assertThat(rows(inbox))
                .allSatisfy(row -> assertThat(row.flags().keywords()).containsExactly("deux", "un"));
    }

    @Test
    void aMessageMovedByBothArrivesOnce() throws Exception {
        await(List.of(appending(one)));
        await(List.of(moving(one, inbox, archive), moving(other, inbox, archive)));
        assertThat(rows(inbox)).isEmpty();
        assertThat(rows(archive)).hasSize(EACH).extracting(MessageRow::uid).doesNotHaveDuplicates();
    }

    @Test
    void movesInBothDirectionsDoNotLockEachOtherOut() throws Exception {
        await(List.of(appending(one)));
        await(List.of(
                moving(one, inbox, archive),
                moving(other, archive, inbox),
                moving(one, archive, inbox),
                moving(other, inbox, archive)));
        assertThat(rows(inbox).size() + rows(archive).size()).isEqualTo(EACH);
    }

    private Callable<Void> appending(Database node) {
        return () -> {
            SqlMapperFactory factory = factory(node);
            MessageMapper mapper = factory.createMessageMapper(SESSION);
            for (int i = 0; i < EACH; i++) {
                byte[] octets = ("Subject: " + i + "\r\n\r\nBonjour\r\n").getBytes(StandardCharsets.US_ASCII);
                MessageId id = new StoredMessageId(factory.writing().nextMessageId());
                mapper.add(
                        inbox,
                        new SimpleMailboxMessage(
                                id,
                                ThreadId.fromBaseMessageId(id),
                                new Date(),
                                octets.length,
                                0,
                                new ByteContent(octets),
                                new Flags(),
                                new PropertyBuilder().build(),
                                inbox.getMailboxId()));
            }
            return null;
        };
    }

    private Callable<Void> flagging(Database node, String keyword) {
        return () -> {
            for (int uid = 1; uid <= EACH; uid++) {
                mapper(node)
                        .updateFlags(
                                inbox,
                                new FlagsUpdateCalculator(new Flags(keyword), FlagsUpdateMode.ADD),
                                MessageUid.of(uid).toRange());
            }
            return null;
        };
    }

    private Callable<Void> moving(Database node, Mailbox from, Mailbox to) {
        return () -> {
            MessageMapper mapper = mapper(node);
            List<org.apache.james.mailbox.store.mail.model.MailboxMessage> found = new ArrayList<>();
            mapper.findInMailbox(from, MessageRange.all(), FetchType.METADATA, -1)
                    .forEachRemaining(found::add);
            for (int at = 0; at < found.size(); at += 10) {
                mapper.move(to, found.subList(at, Math.min(found.size(), at + 10)));
            }
            return null;
        };
    }

    private static SqlMapperFactory factory(Database node) {
        Trace untraced = new Trace(event -> {}, (bal, messages, actor) -> {}, InstantSource.system());
        return new SqlMapperFactory(
                node, bal -> fr.mssgw.core.mailbox.MailboxSettings.UNLIMITED, untraced, InstantSource.system());
    }

    private static MessageMapper mapper(Database node) {
        return factory(node).createMessageMapper(SESSION);
    }

    private Map<Long, Long> modseqs(long most) {
        Map<Long, Long> found = new HashMap<>();
        rows(inbox).stream().filter(row -> row.modseq() <= most).forEach(row -> found.put(row.uid(), row.modseq()));
        return found;
    }

    private List<MessageRow> rows(Mailbox mailbox) {
        return reading.page(
                StoredMailboxId.of(mailbox.getMailboxId()), 1, Long.MAX_VALUE, 10_000, false, MessageFilter.all());
    }

    private void await(List<Callable<Void>> work) throws Exception {
        for (Future<Void> done : threads.invokeAll(work)) {
            done.get();
        }
    }
}
