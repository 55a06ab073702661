package fr.mssgw.core.report;

import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.mail.FieldText;
import fr.mssgw.core.mail.HeaderSection.Field;
import fr.mssgw.core.mail.Letter;
import fr.mssgw.core.mail.MachinePart;
import fr.mssgw.core.mail.TraceFields;
import fr.mssgw.core.mail.Xtext;
import fr.mssgw.core.message.DsnRequest;
import fr.mssgw.core.text.Ascii;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a software reads of a report on a message's delivery (RFC 3464 §2): values as they are meant, xtext decoded, before
 * they are bounded and written as fields. A {@link Letter} puts it into the frame of RFC 6522, beside its words.
 *
 * @param reportingMta host name of who reports
 * @param envelopeId by which the sender knows the message (RFC 3461 §4.4)
 * @param arrival when the message came in
 */
public record Report(String reportingMta, Optional<String> envelopeId, Instant arrival, List<Recipient> recipients)
        implements MachinePart {
    private static final int LONGEST = 400;

    public Report {
        recipients = List.copyOf(recipients);
    }

    /** A report about a message, whose sender's ENVID is given in xtext; one that means no printable ASCII is left out. */
    public static Report on(
            Optional<String> envelopeIdInXtext, String reportingMta, Instant arrival, List<Recipient> recipients) {
        return new Report(reportingMta, envelopeIdInXtext.flatMap(Xtext::decode), arrival, recipients);
    }

    /** What became of the message for a recipient (RFC 3464 §2.3.3). */
    public enum Action {
        FAILED("5.0.0"),
        DELAYED("4.0.0"),
        DELIVERED("2.0.0"),
        RELAYED("2.0.0"),
        EXPANDED("2.0.0");

        /** How a report spells those that say that nothing more is to come. */
        static final Set<String> DONE =
                Stream.of(DELIVERED, RELAYED, EXPANDED).map(Action::field).collect(Collectors.toUnmodifiableSet());

        private final String usualStatus;

        Action(String usualStatus) {
            this.usualStatus = usualStatus;
        }

        String field() {
            return Ascii.lower(name());
        }
    }

    /**
     * One recipient.
     *
     * @param original as the sender named it, {@code type;address} (RFC 3461 §4.2)
     * @param status enhanced code (RFC 3463); anything else becomes the action's usual one
     * @param remoteMta host that answered
     * @param diagnostic an SMTP reply, in any characters and of any length
     */
    public record Recipient(
            MssAddress address,
            Action action,
            String status,
            Optional<String> original,
            Optional<String> remoteMta,
            Optional<String> diagnostic,
            Optional<Instant> lastAttempt,
            Optional<Instant> retriedUntil) {
        public Recipient {
            status = StatusCode.is(status) ? status : action.usualStatus;
        }

        /** @param dsn holds how the sender named the recipient, in xtext */
        public static Recipient of(MssAddress address, DsnRequest dsn, Action action, String status) {
            return new Recipient(
                    address,
                    action,
                    status,
                    dsn.originalRecipient().flatMap(Xtext::decodeOriginalRecipient),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }

        public Recipient answered(Optional<String> host, Optional<String> reply) {
            return new Recipient(address, action, status, original, host, reply, lastAttempt, retriedUntil);
        }

        public Recipient tried(Instant at, Optional<Instant> until) {
            return new Recipient(address, action, status, original, remoteMta, diagnostic, Optional.of(at), until);
        }
    }

    @Override
    public String render(ZoneId zone) {
        StringBuilder blocks = new StringBuilder();
        add(blocks, StatusField.ORIGINAL_ENVELOPE_ID, envelopeId);
        add(blocks, StatusField.REPORTING_MTA, Optional.of("dns; " + reportingMta));
        add(blocks, StatusField.ARRIVAL_DATE, Optional.of(TraceFields.date(arrival, zone)));
        for (Recipient one : recipients) {
            blocks.append("\r\n");
            add(blocks, StatusField.ORIGINAL_RECIPIENT, one.original());
            add(
                    blocks,
                    StatusField.FINAL_RECIPIENT,
                    Optional.of("rfc822; " + one.address().wireForm()));
            add(blocks, StatusField.ACTION, Optional.of(one.action().field()));
            add(blocks, StatusField.STATUS, Optional.of(one.status()));
            add(blocks, StatusField.REMOTE_MTA, one.remoteMta().map(host -> "dns; " + host));
            add(blocks, StatusField.DIAGNOSTIC_CODE, one.diagnostic().map(reply -> "smtp; " + reply));
            add(blocks, StatusField.LAST_ATTEMPT_DATE, one.lastAttempt().map(at -> TraceFields.date(at, zone)));
            add(blocks, StatusField.WILL_RETRY_UNTIL, one.retriedUntil().map(at -> TraceFields.date(at, zone)));
        }
        return blocks.toString();
    }

    private static void add(StringBuilder blocks, StatusField field, Optional<String> text) {
        String name = field.text();
        text.map(value -> FieldText.machine(value, name.length() + 2, LONGEST))
                .filter(value -> !value.isEmpty())
                .ifPresent(
                        value -> blocks.append(new String(Field.of(name, value).octets(), StandardCharsets.US_ASCII)));
    }
}
