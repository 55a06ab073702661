package fr.mssgw.config;

import java.time.Duration;

/**
 * What nobody may exceed.
 *
 * @param messageMebibytes of the largest message, for whichever BAL; a type or a BAL may take less
 * @param undelete how long an expunged message can be had back
 * @param logins how many wrong credentials are too many
 * @param byType what is laid down for each type of BAL, where its own file says nothing
 */
public record LimitsConfig(
        int messageMebibytes,
        int recipients,
        int connectionsPerAddress,
        Duration undelete,
        Logins logins,
        MailboxConfig.ByType byType) {

    /**
     * Wrong credentials in ten minutes, beyond the ten for one BAL from one address.
     *
     * @param failuresPerAddress from one address, over all BAL: it is refused for ten minutes
     * @param failuresPerBal for one BAL, from wherever: it is slowed for ten minutes
     */
    public record Logins(int failuresPerAddress, int failuresPerBal) {
        public static final Logins DEFAULT = new Logins(100, 100);
    }

    static final LimitsConfig DEFAULT = new LimitsConfig(
            MailboxConfig.MESSAGE_MEBIBYTES,
            100,
            50,
            Duration.ofDays(30),
            Logins.DEFAULT,
            MailboxConfig.ByType.all(MailboxConfig.DEFAULT));

    static Field<LimitsConfig> read(Section section) {
        Field<Integer> message = section.optional("message-mib", Forms.wholeNumber(1, 100), DEFAULT.messageMebibytes());
        Field<Integer> recipients = section.optional("recipients", Forms.wholeNumber(1, 10_000), DEFAULT.recipients());
        Field<Integer> connections = section.optional(
                "connections-per-address", Forms.wholeNumber(1, 100_000), DEFAULT.connectionsPerAddress());
        Field<Duration> undelete = section.optional("undelete", Forms.DAYS, DEFAULT.undelete());
        Field<Integer> perAddress = section.optional(
                "login-failures-per-address",
                Forms.wholeNumber(10, 1_000_000),
                DEFAULT.logins().failuresPerAddress());
        Field<Integer> perBal = section.optional(
                "login-failures-per-bal",
                Forms.wholeNumber(10, 1_000_000),
                DEFAULT.logins().failuresPerBal());
        Field<MailboxConfig.ByType> byType =
                MailboxConfig.ByType.read(section, message.ifRead().orElse(DEFAULT.messageMebibytes()));
        return section.check(() -> new LimitsConfig(
                message.value(),
                recipients.value(),
                connections.value(),
                undelete.value(),
                new Logins(perAddress.value(), perBal.value()),
                byType.value()));
    }

    public long messageOctets() {
        return messageMebibytes * 1024L * 1024L;
    }
}
