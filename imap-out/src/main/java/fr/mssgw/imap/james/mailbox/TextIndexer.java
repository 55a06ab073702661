package fr.mssgw.imap.james.mailbox;

import fr.mssgw.core.mail.EncodedWords;
import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.core.mail.MailDate;
import fr.mssgw.core.mail.ReadableText;
import fr.mssgw.core.port.StoreUnavailable;
import fr.mssgw.core.search.Addresses;
import fr.mssgw.core.text.Ascii;
import fr.mssgw.imap.james.connection.NoLongerWanted;
import fr.mssgw.store.mailbox.MessageReading;
import fr.mssgw.store.mailbox.SearchTexts;
import fr.mssgw.store.mailbox.SearchTexts.Pending;
import fr.mssgw.store.mailbox.SearchTexts.Read;
import fr.mssgw.store.mailbox.SearchableText;
import java.io.IOException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the text of new messages for SEARCH, off the path of deliveries: a few at a time in the background, and at once
 * those of a folder that somebody searches, so that a search finds whatever was there when it began. Two nodes may read
 * the same message; one of them keeps it.
 */
public final class TextIndexer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TextIndexer.class);
    private static final int AT_A_TIME = 100;
    /** Of text that are kept together. */
    private static final int CHARACTERS_AT_A_TIME = 400_000;

    /** What was read for so long is kept: a search that is ended then has done something for the next. */
    private static final long UNKEPT_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** Of these a search knows more than words. */
    private static final Set<String> WITH_COLUMN = Set.of("subject", "from", "to", "cc", "bcc", "message-id");

    private static final long PAUSE_MILLIS = 500;
    /** A round is followed by a pause of so many times its length, where that is longer. */
    private static final int PAUSES = 3;

    private final SearchTexts texts;
    private final MessageReading reading;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "search-text");
        thread.setDaemon(true);
        return thread;
    });

    TextIndexer(SearchTexts texts, MessageReading reading) {
        this.texts = texts;
        this.reading = reading;
    }

    /** Works from now on, at a pace that leaves the processors to deliveries: a quarter of one at most. */
    public void start() {
        next(PAUSE_MILLIS);
    }

    private void next(long millis) {
        try {
            var unused = timer.schedule(this::round, millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closed) {
            LOG.debug("No text is read any more");
        }
    }

    private void round() {
        long begun = System.nanoTime();
        try {
            List<Pending> some = texts.pending(AT_A_TIME);
            keep(some, () -> {});
            if (some.isEmpty()) {
                texts.forgetGone();
            }
        } catch (StoreUnavailable e) {
            LOG.warn("The text of new messages was not read, the next round will: {}", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("The text of new messages was not read", e);
        }
        next(Math.max(PAUSE_MILLIS, PAUSES * TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun)));
    }

    /** Reads all that a folder still has to be read. */
    void catchUp(long mailboxId) {
        List<Pending> some;
        do {
            NoLongerWanted.check();
            some = texts.pendingIn(mailboxId, AT_A_TIME);
            keep(some, NoLongerWanted::check);
        } while (some.size() == AT_A_TIME);
    }

    /** @param afterEach may end it whenever what was read is kept */
    private void keep(List<Pending> messages, Runnable afterEach) {
        List<Read> together = new ArrayList<>();
        int characters = 0;
        long begun = System.nanoTime();
        for (Pending message : messages) {
            Read read = new Read(message.messageId(), textOrNothing(message));
            together.add(read);
            characters += read.text().text().length();
            if (characters >= CHARACTERS_AT_A_TIME || System.nanoTime() - begun >= UNKEPT_NANOS) {
                keepWhenever(together);
                afterEach.run();
                together.clear();
                characters = 0;
                begun = System.nanoTime();
            }
        }
        if (!together.isEmpty()) {
            keepWhenever(together);
        }
    }

    /** Also on a thread that was told to end meanwhile, which the database would not answer. */
    private void keepWhenever(List<Read> together) {
        boolean ended = Thread.interrupted();
        try {
            keepTogether(together);
        } finally {
            if (ended) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * One that cannot be kept must not hold the others back. Where the database cannot be asked, a message stays pending:
     * only what it refuses is given up, since nothing reads a message again of which something is kept.
     */
    private void keepTogether(List<Read> together) {
        try {
            texts.keep(together);
        } catch (StoreUnavailable e) {
            if (together.size() == 1) {
                throw e;
            }
            together.forEach(one -> keepTogether(List.of(one)));
        } catch (IllegalArgumentException e) {
            if (together.size() == 1) {
                keepLess(together.get(0), e);
            } else {
                together.forEach(one -> keepTogether(List.of(one)));
            }
        }
    }

    /**
     * Without the words of its text, or with nothing at all, a message hides neither itself nor its folder from SEARCH for
     * good.
     */
    private void keepLess(Read read, IllegalArgumentException reason) {
        try {
            texts.keep(List.of(new Read(read.messageId(), read.text().withoutText())));
        } catch (IllegalArgumentException e) {
            texts.keep(List.of(new Read(read.messageId(), SearchableText.NOTHING)));
        }
        LOG.error("The words of message {} are not kept, no search finds it by them", read.messageId(), reason);
    }

    private SearchableText textOrNothing(Pending message) {
        try {
            return text(message);
        } catch (StoreUnavailable e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            LOG.error("Message {} cannot be read for SEARCH, no search finds it", message.messageId(), e);
            return SearchableText.NOTHING;
        }
    }

    private SearchableText text(Pending message) {
        HeaderSection header = HeaderSection.lenient(message.header());
        ReadableText body;
        try {
            body = ReadableText.of(
                    new StoredOctets(
                            message.header().length + (long) message.bodyOctets(),
                            () -> new WholeMessage(
                                    message.header(),
                                    reading.body(message.bodyId(), message.bodyOctets(), message.beginning()))),
                    SearchTexts.LONGEST_TEXT);
        } catch (IOException e) {
            throw new StoreUnavailable("reading a body for its text", e);
        }
        return new SearchableText(
                joined(header, "Subject"),
                addresses(header, "From"),
                addresses(header, "To"),
                addresses(header, "Cc"),
                addresses(header, "Bcc"),
                joined(header, "Message-ID"),
                header.first("Date").flatMap(MailDate::parse).map(OffsetDateTime::toLocalDate),
                header.fields().stream()
                        .filter(field -> !WITH_COLUMN.contains(Ascii.lower(field.name())))
                        .map(field -> EncodedWords.decode(field.value()))
                        .collect(Collectors.joining(" ")),
                body.fileNames(),
                body.text());
    }

    /** As they stand, and as people write them. */
    private static String addresses(HeaderSection header, String name) {
        List<String> spelledOut = Addresses.spelledOut(String.join(", ", header.values(name)));
        return Stream.concat(Stream.of(joined(header, name)), spelledOut.stream())
                .collect(Collectors.joining(" "));
    }

    private static String joined(HeaderSection header, String name) {
        return String.join(" ", SearchMatcher.texts(header, name));
    }

    @Override
    public void close() {
        timer.shutdownNow();
        try {
            if (!timer.awaitTermination(10, TimeUnit.SECONDS)) {
                LOG.warn("Reading the text of new messages did not end in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
