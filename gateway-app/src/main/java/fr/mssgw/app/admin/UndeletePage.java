package fr.mssgw.app.admin;

import fr.mssgw.app.login.ConfiguredBals;
import fr.mssgw.core.audit.AuditEvent;
import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.mail.Author;
import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.core.message.MalformedMessage;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.port.AuditTrail;
import fr.mssgw.core.search.Folding;
import fr.mssgw.store.mailbox.Expunged;
import fr.mssgw.store.mailbox.Expunged.Entry;
import fr.mssgw.store.mailbox.MailboxListener;
import fr.mssgw.store.mailbox.MailboxTable;
import fr.mssgw.store.sql.Database;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** {@code gateway bal undelete}: lists what was expunged from a BAL, and puts it back. */
public final class UndeletePage implements AdminPage {

    /** Where messages go whose folder is gone. */
    static final String OTHERWISE = "Restaurés";

    private static final int PAGE = 500;
    private static final int MOST = 10_000;

    private final ConfiguredBals bals;
    private final Expunged expunged;
    private final MailboxTable mailboxes;
    private final Supplier<Duration> window;
    private final MailboxListener listener;
    private final AuditTrail audit;
    private final InstantSource clock;

    /**
     * @param window how far back the store goes
     * @param listener tells open IMAP sessions what is back
     */
    public UndeletePage(
            ConfiguredBals bals,
            Database database,
            Supplier<Duration> window,
            MailboxListener listener,
            AuditTrail audit,
            InstantSource clock) {
        this.bals = bals;
        this.expunged = new Expunged(database);
        this.mailboxes = new MailboxTable(database);
        this.window = window;
        this.listener = listener;
        this.audit = audit;
        this.clock = clock;
    }

    /** How long what was deleted can be had back, as it is laid down now. */
    public Duration window() {
        return window.get();
    }

    /** An expunged message with what is read from its header. */
    private record Found(Entry entry, String subject, String from) {}

    @Override
    public Object answer(Map<String, String> given) throws AdminRefusal {
        Parameters parameters = new Parameters(given);
        Bal bal = BalPages.one(parameters, bals);
        Instant now = clock.instant();
        Instant since = parameters.text("since").isPresent()
                ? BalPages.since(parameters.required("since"), now)
                : now.minus(window.get());
        List<Found> found = find(bal, since, parameters);
        boolean only = parameters.yes("list");
        List<Expunged.Restored> restored = only
                ? List.of()
                : expunged.restore(
                        bal.address().wireForm(),
                        found.stream().map(one -> one.entry().id()).toList(),
                        OTHERWISE,
                        now);
        restored.forEach(folder -> listener.messagesAdded(folder.mailboxId(), folder.uids()));
        Map<String, Integer> folders = new LinkedHashMap<>();
        restored.forEach(folder -> folders.put(folder.folder(), folder.uids().size()));
        if (!restored.isEmpty()) {
            audit.record(AuditEvent.of(
                    now,
                    AuditEvent.Kind.OPERATOR_ACTION,
                    "operator",
                    "action",
                    "bal undelete",
                    "bal",
                    bal.address(),
                    "folders",
                    folders));
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("bal", bal.address().toString());
        answer.put("restored", folders.values().stream().mapToInt(n -> n).sum());
        answer.put("folders", folders);
        answer.put("messages", found.stream().map(UndeletePage::fields).toList());
        answer.put("more", found.size() == MOST);
        answer.put(
                "full",
                mailboxes.usage(bal.address().wireForm()).octets()
                        > bals.of(bal.address()).quotaOctets());
        return answer;
    }

    private List<Found> find(Bal bal, Instant since, Parameters parameters) {
        Optional<String> subject = parameters.text("subject").map(Folding::fold);
        Optional<String> folder = parameters.text("folder");
        List<Found> found = new ArrayList<>();
        List<Entry> page;
        int skip = 0;
        do {
            page = expunged.list(bal.address().wireForm(), since, skip, PAGE);
            skip += page.size();
            for (Entry entry : page) {
                Found one = read(entry, parameters);
                if (found.size() < MOST
                        && folder.map(entry.folder()::equalsIgnoreCase).orElse(true)
                        && subject.map(Folding.fold(one.subject())::contains).orElse(true)) {
                    found.add(one);
                }
            }
        } while (page.size() == PAGE && found.size() < MOST);
        return found;
    }

    private static Found read(Entry entry, Parameters parameters) {
        try {
            HeaderSection header = HeaderSection.read(RawMessage.of(entry.header()));
            String from = Author.of(header) instanceof Author.One one ? parameters.shown(one.address()) : "";
            return new Found(entry, header.subject(), from);
        } catch (MalformedMessage | IOException unreadable) { // a client may file what it likes
            return new Found(entry, "", "");
        }
    }

    private static Map<String, Object> fields(Found found) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("expunged", found.entry().expungedAt().toString());
        fields.put(
                "cause", found.entry().cause().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        fields.put("folder", found.entry().folder());
        fields.put("date", found.entry().internalDate().toString());
        fields.put("from", found.from());
        fields.put("subject", found.subject());
        fields.put("octets", found.entry().size());
        return fields;
    }
}
