package fr.mssgw.app.admin;

import fr.mssgw.app.login.ConfiguredBals;
import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.identity.Person;
import fr.mssgw.core.mailbox.DeliveryRules;
import fr.mssgw.core.mailbox.MailboxSettings;
import fr.mssgw.core.mailbox.Takers;
import fr.mssgw.store.audit.LastLogins;
import fr.mssgw.store.mailbox.Expunged;
import fr.mssgw.store.mailbox.MailboxRow;
import fr.mssgw.store.mailbox.MailboxTable;
import fr.mssgw.store.mailbox.MailboxUsage;
import fr.mssgw.store.mailbox.MessageReading;
import fr.mssgw.store.sql.Database;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** {@code gateway bal list|show}: what a BAL is, who opens it, what it holds. */
public final class BalPages {

    private final ConfiguredBals bals;
    private final MailboxTable mailboxes;
    private final MessageReading reading;
    private final Expunged expunged;
    private final LastLogins logins;
    private final long mostOctets;
    private final Supplier<Duration> window;

    /**
     * @param mostOctets of a message, for whichever BAL
     * @param window how long what was deleted can be had back
     */
    public BalPages(ConfiguredBals bals, Database database, long mostOctets, Supplier<Duration> window) {
        this.bals = bals;
        this.mostOctets = mostOctets;
        this.window = window;
        this.mailboxes = new MailboxTable(database);
        this.reading = new MessageReading(database);
        this.expunged = new Expunged(database);
        this.logins = new LastLogins(database);
    }

    public void addTo(Map<String, AdminPage> pages) {
        pages.put("bal/list", given -> list(new Parameters(given)));
        pages.put("bal/show", given -> show(new Parameters(given)));
    }

    private Object list(Parameters parameters) throws AdminRefusal {
        long skip = Math.max(0, parameters.number("skip", 0));
        Optional<String> type = parameters.text("type");
        List<Bal> page = bals.current().bals().stream()
                .filter(bal -> type.isEmpty() || bal.type().equals(type.get()))
                .sorted(Comparator.comparing(bal -> bal.address().wireForm()))
                .skip(skip)
                .limit(parameters.page())
                .toList();
        List<String> addresses =
                page.stream().map(bal -> bal.address().wireForm()).toList();
        Map<String, MailboxUsage> usages = mailboxes.usages(addresses);
        Map<String, LastLogins.Last> last = logins.of(addresses);
        return Map.of(
                "bals",
                page.stream()
                        .map(bal -> fields(
                                bal,
                                usages.getOrDefault(bal.address().wireForm(), new MailboxUsage(0, 0)),
                                Optional.ofNullable(last.get(bal.address().wireForm()))))
                        .toList());
    }

    private Object show(Parameters parameters) throws AdminRefusal {
        Bal bal = one(parameters, bals);
        String address = bal.address().wireForm();
        MailboxSettings settings = bals.of(bal.address());
        Map<String, Object> fields = fields(
                bal,
                mailboxes.usage(address),
                Optional.ofNullable(logins.of(List.of(address)).get(address)));
        bal.structure().ifPresent(structure -> {
            fields.put("structure", structure.name());
            fields.put(
                    "structureId", structure.id().kind() + " " + structure.id().number());
        });
        fields.put("listeRouge", bal.listeRouge());
        fields.put("seen", settings.seen().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        Map<String, String> retention = new TreeMap<>();
        settings.retention().forEach((folder, kept) -> retention.put(folder, kept.toDays() + "d"));
        fields.put("retention", retention);
        fields.put("undelete", window.get().toDays() + "d");
        fields.put("messageOctets", Math.min(mostOctets, settings.messageOctets()));
        if (!settings.rules().equals(DeliveryRules.NONE)) {
            fields.put("rules", rules(settings.rules()));
        }
        MailboxUsage hidden = expunged.hidden(address);
        fields.put("expungedMessages", hidden.messages());
        fields.put("expungedOctets", hidden.octets());
        List<Map<String, Object>> folders = new ArrayList<>();
        for (MailboxRow row : mailboxes.ofBal(address)) {
            MessageReading.Counts counts = reading.counts(row.id());
            Map<String, Object> folder = new LinkedHashMap<>();
            folder.put("name", row.name());
            folder.put("messages", counts.total());
            if (settings.seen() == MailboxSettings.Seen.PER_PERSON) {
                folder.put("unseenBy", unseen(bal, row));
            } else {
                folder.put("unseen", counts.unseen());
            }
            folders.add(folder);
        }
        fields.put("folders", folders);
        return fields;
    }

    /** How many messages of a folder each member has not read. */
    private List<Map<String, Object>> unseen(Bal bal, MailboxRow folder) {
        List<Map<String, Object>> unseen = new ArrayList<>();
        for (Person person : bal.persons()) {
            Map<String, Object> own = new LinkedHashMap<>();
            own.put("name", person.name());
            own.put("rpps", person.rpps().number());
            own.put(
                    "unseen",
                    reading.seenBy(Optional.of(person.rpps()))
                            .counts(folder.id())
                            .unseen());
            unseen.add(own);
        }
        return unseen;
    }

    private static Map<String, Object> rules(DeliveryRules rules) {
        Map<String, Object> fields = new LinkedHashMap<>();
        rules.xdmTo().ifPresent(to -> fields.put("xdmTo", to.toString()));
        if (!rules.copyTo().isEmpty()) {
            fields.put(
                    "copyTo", rules.copyTo().stream().map(MssAddress::toString).toList());
        }
        rules.absence()
                .ifPresent(absence -> fields.put(
                        "absence",
                        Map.of(
                                "from", absence.from().toString(),
                                "until", absence.until().toString(),
                                "subject", absence.subject(),
                                "againAfter", absence.again().toDays() + "d")));
        return fields;
    }

    static Bal one(Parameters parameters, ConfiguredBals bals) throws AdminRefusal {
        MssAddress address = parameters.address("bal").orElseThrow(() -> new AdminRefusal("bal is missing"));
        return bals.find(address).orElseThrow(() -> new AdminRefusal(address + " is not a BAL of this operator"));
    }

    private Map<String, Object> fields(Bal bal, MailboxUsage usage, Optional<LastLogins.Last> last) {
        long quota = bals.of(bal.address()).quotaOctets();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("bal", bal.address().toString());
        fields.put("type", bal.type());
        fields.put("name", bal.displayName());
        fields.put("persons", persons(bal));
        fields.put("messages", Math.max(0, usage.messages()));
        fields.put("octets", Math.max(0, usage.octets()));
        fields.put("quotaOctets", quota);
        fields.put("percent", (int) (100.0 * Math.max(0, usage.octets()) / quota));
        fields.put("lastLogin", last.map(login -> login.at().toString()).orElse(""));
        fields.put("lastLoginBy", last.map(LastLogins.Last::actor).orElse(""));
        return fields;
    }

    private static List<Map<String, String>> persons(Bal bal) {
        Optional<Takers> takers = Takers.of(bal);
        return bal.persons().stream()
                .map(person -> {
                    Map<String, String> fields = new LinkedHashMap<>();
                    fields.put("name", person.name());
                    fields.put("rpps", person.rpps().number());
                    takers.map(members -> members.initials().get(person.rpps()))
                            .ifPresent(initials -> fields.put("initials", initials));
                    return fields;
                })
                .toList();
    }

    /** When an instant is said as one, as a date, or as a time ago such as {@code 2d} or {@code 12h}. */
    static Instant since(String text, Instant now) throws AdminRefusal {
        try {
            if (text.matches("\\d{1,4}[dhm]")) {
                long number = Long.parseLong(text.substring(0, text.length() - 1));
                return switch (text.charAt(text.length() - 1)) {
                    case 'd' -> now.minusSeconds(number * 86_400);
                    case 'h' -> now.minusSeconds(number * 3_600);
                    default -> now.minusSeconds(number * 60);
                };
            }
            return Instant.parse(text.matches("\\d{4}-\\d{2}-\\d{2}") ? text + "T00:00:00Z" : text);
        } catch (java.time.format.DateTimeParseException e) {
            throw new AdminRefusal("since is a time ago (2d, 12h), a date (2026-12-01) or an instant");
        }
    }
}
