package fr.mssgw.bench;

import fr.mssgw.core.conversation.ConversationChange;
import fr.mssgw.core.conversation.ConversationChange.Cause;
import fr.mssgw.core.conversation.ConversationKey;
import fr.mssgw.core.conversation.ConversationState;
import fr.mssgw.core.conversation.InsDeclaration;
import fr.mssgw.core.delivery.Copy;
import fr.mssgw.core.delivery.Delivery;
import fr.mssgw.core.delivery.Folders;
import fr.mssgw.core.delivery.Placement;
import fr.mssgw.core.identity.InsAddress;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.message.QueueId;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.store.conversation.RecentlyOpen;
import fr.mssgw.store.conversation.SqlConversations;
import fr.mssgw.store.delivery.QuotaOf;
import fr.mssgw.store.delivery.SqlDeliveries;
import fr.mssgw.store.mailbox.MailboxListener;
import fr.mssgw.store.sql.Database;
import fr.mssgw.store.sql.EmbeddedSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.ToLongFunction;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Fills the store with conversations on the server's side, then measures what RCPT TO costs for a patient: the flow's own
 * judgement of one recipient, from the address as text to the verdict. Then closes and opens again a conversation of
 * 1,000 messages. Its PostgreSQL is its own, and is erased at the end.
 */
@Command(
        name = "conversation-scale",
        mixinStandardHelpOptions = true,
        description = "Prints table sizes, and p50 and p99 of judging one recipient, by the state of the caches.")
public final class ConversationScale implements Callable<Integer> {
    /** Room for the tables, their indexes, the write-ahead log and the sorting of one index. */
    private static final long OCTETS_EACH = 350;

    private static final long MOST = 95_000_000;

    @Option(names = "--conversations", description = "how many, at most 95000000 (default: ${DEFAULT-VALUE})")
    private long conversations = 65_000_000;

    @Option(names = "--data", description = "an empty folder for the database (default: a temporary one)")
    private Path data = Path.of("");

    @Option(names = "--samples", description = "judgements for each line (default: ${DEFAULT-VALUE})")
    private int samples = 20_000;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new ConversationScale()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        Path directory = data.toString().isEmpty() ? Files.createTempDirectory("conversations") : data;
        Files.createDirectories(directory);
        long needed = conversations * OCTETS_EACH + (1L << 30);
        long there = Files.getFileStore(directory).getUsableSpace();
        if (conversations < 1 || conversations > MOST || samples < 100 || there < needed) {
            System.err.printf(
                    "%d conversations need %d GB below %s, %d are free; choose 1 to %d, or another --data%n",
                    conversations, needed >> 30, directory, there >> 30, MOST);
            return 1;
        }
        try {
            measure(directory);
        } finally {
            ConversationFill.erase(directory);
        }
        return 0;
    }

    private void measure(Path directory) {
        EmbeddedSettings settings = EmbeddedSettings.in(directory);
        try (Database database = Database.embedded(settings)) {
            ConversationFill.fill(database, conversations, System.out);
        }
        // started anew: its shared buffers are empty, those of the system may not be
        try (Database database = Database.embedded(settings)) {
            List<ConversationKey> keys = keys(samples);
            RecipientJudge plain = new RecipientJudge(new SqlConversations(database));
            warmUp(plain);
            System.out.printf(
                    Locale.ROOT,
                    "judging one recipient against %,d conversations, one after the other:%n",
                    conversations);
            print("database, first look at each pair", keys, plain::nanos);
            print("database, second look", keys, plain::nanos);
            List<ConversationKey> few = keys.subList(0, Math.min(1_000, keys.size()));
            print("database, the same thousand again", repeated(few), plain::nanos);
            RecipientJudge remembering = new RecipientJudge(new RecentlyOpen(new SqlConversations(database)));
            repeated(few).forEach(remembering::nanos);
            print("gateway, the same thousand again", repeated(few), remembering::nanos);
            close(database);
        }
    }

    private void warmUp(RecipientJudge judge) {
        keys(5_000).forEach(judge::nanos);
    }

    private List<ConversationKey> repeated(List<ConversationKey> few) {
        List<ConversationKey> many = new ArrayList<>();
        while (many.size() < samples) {
            many.addAll(few);
        }
        return many;
    }

    /** Pairs chosen evenly among all; one of ten is of nobody. */
    private List<ConversationKey> keys(int count) {
        Random random = new Random(count);
        List<ConversationKey> keys = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long one = 1 + (long) (random.nextDouble() * conversations);
            keys.add(i % 10 == 0 ? ConversationFill.stranger(one) : ConversationFill.key(one));
        }
        return keys;
    }

    private static void print(String what, List<ConversationKey> keys, ToLongFunction<ConversationKey> judged) {
        long[] nanos = keys.stream().mapToLong(judged).sorted().toArray();
        System.out.printf(
                Locale.ROOT,
                "  %-36s p50 %8.1f µs   p99 %8.1f µs   max %8.1f µs   (%,d)%n",
                what,
                nanos[nanos.length / 2] / 1_000.0,
                nanos[nanos.length * 99 / 100] / 1_000.0,
                nanos[nanos.length - 1] / 1_000.0,
                nanos.length);
    }

    private static void close(Database database) {
        SqlDeliveries deliveries = new SqlDeliveries(database, QuotaOf.UNLIMITED, MailboxListener.NONE);
        ConversationKey key =
                new ConversationKey(new InsAddress("279035121518989"), MssAddress.parse("banc@demo.mssante.fr"));
        deliveries.commit(step(key, ConversationState.OPEN, Cause.PROFESSIONAL_WROTE, false));
        for (int i = 0; i < 1_000; i++) {
            deliveries.commit(step(key, ConversationState.OPEN, Cause.PATIENT_WROTE, true));
        }
        long[] millis = new long[20];
        for (int i = 0; i < millis.length; i++) {
            long began = System.nanoTime();
            deliveries.commit(
                    i % 2 == 0
                            ? step(key, ConversationState.CLOSED, Cause.CLOSED_BY_OPERATOR, false)
                            : step(key, ConversationState.OPEN, Cause.PROFESSIONAL_WROTE, false));
            millis[i] = (System.nanoTime() - began) / 1_000_000;
        }
        Arrays.sort(millis);
        System.out.printf(
                "closing or opening a conversation of 1,000 messages, keywords and all: median %d ms, worst %d ms%n",
                millis[millis.length / 2], millis[millis.length - 1]);
    }

    private static Delivery step(ConversationKey key, ConversationState to, Cause cause, boolean message) {
        byte[] header = "Subject: banc\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        RawMessage body = RawMessage.of("Bonjour.\r\n".getBytes(StandardCharsets.US_ASCII));
        Placement placement = new Placement(key.contact(), Folders.INBOX, false, Set.of(), Optional.of(key));
        return new Delivery(
                QueueId.random(),
                Instant.now(),
                Optional.of(key.contact()),
                Optional.empty(),
                false,
                message ? List.of(new Copy(header, body, 0, List.of(placement), List.of())) : List.of(),
                List.of(new ConversationChange(
                        key,
                        EnumSet.allOf(ConversationState.class),
                        to,
                        cause,
                        Optional.empty(),
                        "operator",
                        InsDeclaration.NONE)),
                List.of());
    }
}
