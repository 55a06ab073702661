package fr.mssgw.imap.james.mailbox;

import fr.mssgw.core.port.StoreUnavailable;
import fr.mssgw.store.mailbox.MessageReading;
import fr.mssgw.store.mailbox.SearchTexts;
import fr.mssgw.store.mailbox.SearchTexts.Pending;
import fr.mssgw.store.mailbox.SearchableText;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
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
    private static final long PAUSE_MILLIS = 500;

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

    /** Works from now on, at a pace that leaves the processors to deliveries. */
    public void start() {
        var unused = timer.scheduleWithFixedDelay(this::round, PAUSE_MILLIS, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void round() {
        try {
            List<Pending> some = texts.pending(AT_A_TIME);
            some.forEach(this::keep);
            if (some.isEmpty()) {
                texts.forgetGone();
            }
        } catch (StoreUnavailable e) {
            LOG.warn("The text of new messages was not read, the next round will: {}", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("The text of new messages was not read", e);
        }
    }

    /** Reads all that a folder still has to be read. */
    void catchUp(long mailboxId) {
        List<Pending> some;
        do {
            some = texts.pendingIn(mailboxId, AT_A_TIME);
            some.forEach(this::keep);
        } while (some.size() == AT_A_TIME);
    }

    private void keep(Pending message) {
        texts.keep(message.messageId(), text(message));
    }

    private SearchableText text(Pending message) {
        HeaderFields header = HeaderFields.parse(message.header());
        BodyText body;
        try (InputStream whole =
                new WholeMessage(message.header(), reading.body(message.bodyId(), message.bodyOctets()))) {
            body = BodyText.of(whole, SearchTexts.LONGEST_TEXT);
        } catch (IOException e) {
            throw new StoreUnavailable("reading a body for its text", e);
        }
        return new SearchableText(
                joined(header, "Subject"),
                joined(header, "From"),
                joined(header, "To"),
                joined(header, "Cc"),
                joined(header, "Bcc"),
                joined(header, "Message-ID"),
                header.all("Date").stream().findFirst().flatMap(date -> Optional.ofNullable(SearchMatcher.day(date))),
                body.fileNames(),
                body.text());
    }

    private static String joined(HeaderFields header, String name) {
        return String.join(" ", header.all(name));
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
