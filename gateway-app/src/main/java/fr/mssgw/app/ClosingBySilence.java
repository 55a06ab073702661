package fr.mssgw.app;

import fr.mssgw.core.conversation.ConversationChange.Cause;
import fr.mssgw.core.flow.ClosingFlow;
import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.identity.MailDomain;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.policy.Verdict;
import fr.mssgw.core.port.BalDirectory;
import fr.mssgw.patient.exchange.SilenceNotice;
import fr.mssgw.store.conversation.SqlSilence;
import fr.mssgw.store.conversation.SqlSilence.Silent;
import fr.mssgw.store.sql.OneByOne;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes conversations in which nobody wrote for a configured time, after one mail to the professional some days before.
 * Writing in between starts the time again. Exchanges whose contact is at another operator are left to it.
 */
public final class ClosingBySilence {

    private static final Logger LOG = LoggerFactory.getLogger(ClosingBySilence.class);
    private static final int BATCH = 200;
    /** A run looks at no more than this; the next goes on. */
    private static final int MOST_BATCHES = 250;

    private static final ZoneId FRANCE = ZoneId.of("Europe/Paris");

    private final SqlSilence silence;
    private final ClosingFlow closing;
    private final BalDirectory bals;
    private final MailDomain domain;
    private final Duration closeAfter;
    private final Duration announceBefore;
    private final InstantSource clock;
    private final OneByOne oneByOne;

    /** @param domain whose postmaster announces */
    public ClosingBySilence(
            SqlSilence silence,
            ClosingFlow closing,
            BalDirectory bals,
            MailDomain domain,
            Duration closeAfter,
            Duration announceBefore,
            InstantSource clock) {
        this.silence = silence;
        this.closing = closing;
        this.bals = bals;
        this.domain = domain;
        this.closeAfter = closeAfter;
        this.announceBefore = announceBefore;
        this.clock = clock;
        this.oneByOne = new OneByOne(silence::answers, LOG);
    }

    /** Looks once; does nothing while another gateway of the same database looks. */
    public void run() {
        silence.alone(() -> {
            Instant now = clock.instant();
            oneByOne.run("close", "Silent conversations were not closed", () -> closeAnnounced(now));
            oneByOne.run("announce", "The end of silent conversations was not announced", () -> announce(now));
        });
    }

    private static LocalDate day(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC).toLocalDate();
    }

    private void closeAnnounced(Instant now) {
        LocalDate lastActive = day(now.minus(closeAfter));
        Optional<Silent> last = Optional.empty();
        AtomicInteger closed = new AtomicInteger();
        for (int batch = 0; batch < MOST_BATCHES && !Thread.currentThread().isInterrupted(); batch++) {
            List<Silent> due = silence.announced(lastActive, now.minus(announceBefore), last, BATCH);
            oneByOne.each(
                    due,
                    Silent::id,
                    "A conversation was not closed for its silence",
                    one -> closed.addAndGet(close(one) ? 1 : 0));
            if (due.size() < BATCH) {
                break;
            }
            last = Optional.of(due.get(due.size() - 1));
        }
        if (closed.get() > 0) {
            LOG.info("closed {} conversations in which nobody wrote for {} days", closed, closeAfter.toDays());
        }
    }

    private boolean close(Silent one) {
        Optional<Bal> bal = bals.find(one.key().contact());
        if (bal.isEmpty()) {
            return false;
        }
        Verdict verdict = closing.close(one.key(), bal.get(), "gateway", Cause.CLOSED_BY_SILENCE);
        if (!verdict.delivers()) {
            LOG.warn("conversation {} was not closed for its silence: {}", one.id(), verdict);
        }
        return verdict.delivers();
    }

    private void announce(Instant now) {
        LocalDate lastActive = day(now.minus(closeAfter).plus(announceBefore));
        LocalDate closingDay =
                now.plus(announceBefore).plus(Duration.ofDays(1)).atZone(FRANCE).toLocalDate();
        Optional<Silent> last = Optional.empty();
        for (int batch = 0; batch < MOST_BATCHES && !Thread.currentThread().isInterrupted(); batch++) {
            List<Silent> due = silence.unannounced(lastActive, last, BATCH);
            Map<MssAddress, List<Silent>> byContact = new LinkedHashMap<>();
            oneByOne.each(due, Silent::id, "The end of a silent conversation was not announced", one -> {
                MssAddress contact = one.key().contact();
                if (bals.find(contact).isPresent()) {
                    byContact
                            .computeIfAbsent(contact, first -> new ArrayList<>())
                            .add(one);
                }
            });
            oneByOne.each(
                    byContact.entrySet(),
                    Map.Entry::getKey,
                    "The end of a BAL's silent conversations was not announced",
                    one -> announce(one.getKey(), one.getValue(), closingDay, now));
            if (due.size() < BATCH) {
                return;
            }
            last = Optional.of(due.get(due.size() - 1));
        }
    }

    private void announce(MssAddress contact, List<Silent> silent, LocalDate closingDay, Instant now) {
        silence.announce(
                silent,
                SilenceNotice.to(
                        contact,
                        silent.stream()
                                .map(one -> new SilenceNotice.Silent(one.key().patient(), one.since()))
                                .toList(),
                        closingDay,
                        domain,
                        now));
    }
}
