package fr.mssgw.config;

/** @param quotaMebibytes each BAL's */
public record LimitsConfig(int messageMebibytes, int recipients, int quotaMebibytes, int connectionsPerAddress) {

    static final LimitsConfig DEFAULT = new LimitsConfig(25, 100, 2048, 50);

    static Field<LimitsConfig> read(Section section) {
        Field<Integer> message = section.optional("message-mib", Forms.wholeNumber(1, 100), DEFAULT.messageMebibytes());
        Field<Integer> recipients = section.optional("recipients", Forms.wholeNumber(1, 10_000), DEFAULT.recipients());
        Field<Integer> quota =
                section.optional("quota-mib", Forms.wholeNumber(1, 10_000_000), DEFAULT.quotaMebibytes());
        Field<Integer> connections = section.optional(
                "connections-per-address", Forms.wholeNumber(1, 100_000), DEFAULT.connectionsPerAddress());
        return section.check(
                () -> new LimitsConfig(message.value(), recipients.value(), quota.value(), connections.value()));
    }

    public long messageOctets() {
        return messageMebibytes * 1024L * 1024L;
    }

    public long quotaOctets() {
        return quotaMebibytes * 1024L * 1024L;
    }
}
