package fr.mssgw.config;

import java.time.Duration;

/**
 * What nobody may exceed.
 *
 * @param undelete how long an expunged message can be had back
 * @param byType what is laid down for each type of BAL, where its own file says nothing
 */
public record LimitsConfig(
        int messageMebibytes,
        int recipients,
        int connectionsPerAddress,
        Duration undelete,
        MailboxConfig.ByType byType) {

    static final LimitsConfig DEFAULT =
            new LimitsConfig(25, 100, 50, Duration.ofDays(30), MailboxConfig.ByType.all(MailboxConfig.DEFAULT));

    static Field<LimitsConfig> read(Section section) {
        Field<Integer> message = section.optional("message-mib", Forms.wholeNumber(1, 100), DEFAULT.messageMebibytes());
        Field<Integer> recipients = section.optional("recipients", Forms.wholeNumber(1, 10_000), DEFAULT.recipients());
        Field<Integer> connections = section.optional(
                "connections-per-address", Forms.wholeNumber(1, 100_000), DEFAULT.connectionsPerAddress());
        Field<Duration> undelete = section.optional("undelete", Forms.DAYS, DEFAULT.undelete());
        Field<MailboxConfig.ByType> byType = MailboxConfig.ByType.read(section);
        return section.check(() -> new LimitsConfig(
                message.value(), recipients.value(), connections.value(), undelete.value(), byType.value()));
    }

    public long messageOctets() {
        return messageMebibytes * 1024L * 1024L;
    }
}
