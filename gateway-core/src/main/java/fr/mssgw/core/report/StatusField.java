package fr.mssgw.core.report;

import fr.mssgw.core.text.Ascii;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The fields of {@code message/delivery-status}, of the message (RFC 3464 §2.2) and of each recipient (§2.3). */
enum StatusField {
    ORIGINAL_ENVELOPE_ID("Original-Envelope-Id"),
    REPORTING_MTA("Reporting-MTA"),
    DSN_GATEWAY("DSN-Gateway"),
    RECEIVED_FROM_MTA("Received-From-MTA"),
    ARRIVAL_DATE("Arrival-Date"),
    ORIGINAL_RECIPIENT("Original-Recipient"),
    FINAL_RECIPIENT("Final-Recipient"),
    ACTION("Action"),
    STATUS("Status"),
    REMOTE_MTA("Remote-MTA"),
    DIAGNOSTIC_CODE("Diagnostic-Code"),
    LAST_ATTEMPT_DATE("Last-Attempt-Date"),
    FINAL_LOG_ID("Final-Log-ID"),
    WILL_RETRY_UNTIL("Will-Retry-Until");

    /** Of all, in lower case, and what Postfix adds to them. */
    static final Set<String> KNOWN = Stream.concat(
                    Stream.of(values()).map(field -> Ascii.lower(field.text)),
                    Stream.of("x-postfix-queue-id", "x-postfix-sender"))
            .collect(Collectors.toUnmodifiableSet());

    private final String text;

    StatusField(String text) {
        this.text = text;
    }

    /** Its name as it is written. */
    String text() {
        return text;
    }
}
