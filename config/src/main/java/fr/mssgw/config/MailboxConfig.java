package fr.mssgw.config;

import fr.mssgw.core.mailbox.DeliveryRules;
import fr.mssgw.core.mailbox.MailboxSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a file lays down for mailboxes: for all, for a type, for one BAL; the more particular wins.
 *
 * @param retention by folder; a folder whose mail never expires has an empty entry
 */
public record MailboxConfig(
        Optional<Integer> quotaMebibytes,
        Optional<Integer> messageMebibytes,
        Map<String, Optional<Duration>> retention) {

    /** {@code message-mib} where nobody says anything. */
    static final int MESSAGE_MEBIBYTES = 25;

    static final MailboxConfig DEFAULT = new MailboxConfig(Optional.of(2048), Optional.of(MESSAGE_MEBIBYTES), Map.of());

    private static final int MOST_FOLDERS = 50;

    public MailboxConfig {
        retention = Map.copyOf(retention);
    }

    /**
     * Reads {@code quota-mib}, {@code message-mib} and {@code retention} out of a section that may hold more; the caller
     * checks it.
     *
     * @param most mebibytes that no message exceeds, whatever BAL it is for
     */
    static Field<MailboxConfig> read(Section section, int most) {
        Field<Optional<Integer>> message = section.optional("message-mib", Forms.wholeNumber(1, 100));
        message.ifRead()
                .flatMap(mebibytes -> mebibytes)
                .filter(mebibytes -> mebibytes > most)
                .ifPresent(mebibytes -> section.problem(
                        "message-mib",
                        "is above limits.message-mib of gateway.yaml, " + most
                                + ", which no message exceeds; lower it, or raise that one"));
        return message.ifRead().map(own -> read(section, own)).orElseGet(Field::missing);
    }

    private static Field<MailboxConfig> read(Section section, Optional<Integer> message) {
        Field<Optional<Integer>> quota = section.optional("quota-mib", Forms.wholeNumber(1, 10_000_000));
        Field<Map<String, Optional<Duration>>> retention =
                section.optionalSection("retention", Map.of(), MailboxConfig::readRetention);
        return quota.ifRead()
                .flatMap(mebibytes ->
                        retention.ifRead().map(kept -> Field.of(new MailboxConfig(mebibytes, message, kept))))
                .orElseGet(Field::missing);
    }

    private static Field<Map<String, Optional<Duration>>> readRetention(Section section) {
        Map<String, Optional<Duration>> kept = new LinkedHashMap<>();
        for (String folder : section.keys()) {
            if (folder.isBlank() || folder.length() > 200 || folder.chars().anyMatch(Character::isISOControl)) {
                section.problem(folder, "is not the name of a folder; write it as clients see it, such as Trash");
            }
            section.required(folder, Forms.DAYS_OR_NEVER)
                    .ifRead()
                    .ifPresent(duration -> kept.put(folder.equalsIgnoreCase("INBOX") ? "INBOX" : folder, duration));
        }
        if (kept.size() > MOST_FOLDERS) {
            section.place().problems().add(section.source("retention").problem("names more than 50 folders"));
        }
        return section.check(() -> Map.copyOf(kept));
    }

    /** For one BAL: what its own file says over what its type's does. */
    MailboxSettings settings(MailboxConfig type, MailboxSettings.Seen seen, DeliveryRules rules) {
        MailboxConfig merged = over(type);
        Map<String, Duration> expiring = new HashMap<>();
        merged.retention.forEach((folder, kept) -> kept.ifPresent(duration -> expiring.put(folder, duration)));
        return new MailboxSettings(
                seen, octets(merged.quotaMebibytes), octets(merged.messageMebibytes), expiring, rules);
    }

    private static long octets(Optional<Integer> mebibytes) {
        return mebibytes.orElseThrow() * 1024L * 1024L;
    }

    private MailboxConfig over(MailboxConfig general) {
        Map<String, Optional<Duration>> merged = new HashMap<>(general.retention);
        merged.putAll(retention);
        return new MailboxConfig(
                quotaMebibytes.or(general::quotaMebibytes), messageMebibytes.or(general::messageMebibytes), merged);
    }

    /** Of each type; complete. */
    public record ByType(MailboxConfig nominative, MailboxConfig organisational, MailboxConfig applicative) {
        static ByType all(MailboxConfig config) {
            return new ByType(config, config, config);
        }

        /** @param most mebibytes that no message exceeds */
        static Field<ByType> read(Section limits, int most) {
            Field<MailboxConfig> all = MailboxConfig.read(limits, Optional.of(most));
            MailboxConfig general = all.ifRead().orElse(DEFAULT).over(DEFAULT);
            Field<MailboxConfig> nominative =
                    limits.optionalSection("nominative", general, section -> one(section, most));
            Field<MailboxConfig> organisational =
                    limits.optionalSection("organisational", general, section -> one(section, most));
            Field<MailboxConfig> applicative =
                    limits.optionalSection("applicative", general, section -> one(section, most));
            return Field.of(new ByType(
                    nominative.ifRead().orElse(general).over(general),
                    organisational.ifRead().orElse(general).over(general),
                    applicative.ifRead().orElse(general).over(general)));
        }

        MailboxConfig of(BalFiles.Type type) {
            return switch (type) {
                case NOMINATIVE -> nominative;
                case ORGANISATIONAL -> organisational;
                case APPLICATIVE -> applicative;
            };
        }

        private static Field<MailboxConfig> one(Section section, int most) {
            Field<MailboxConfig> read = MailboxConfig.read(section, most);
            return section.check(read::value);
        }
    }
}
