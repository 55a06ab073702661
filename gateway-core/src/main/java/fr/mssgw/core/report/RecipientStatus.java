package fr.mssgw.core.report;

import fr.mssgw.core.identity.InsAddress;
import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.core.mail.Tokens;
import fr.mssgw.core.mail.Xtext;
import fr.mssgw.core.text.Ascii;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a report says of one recipient (RFC 3464 §2.3), read as real mail servers write it: fields may be missing, hold
 * comments, or more than their grammar has. What is missing is made out from what is there.
 *
 * @param address lower case; empty where the block names none
 * @param code enhanced status code (RFC 3463); empty without one
 * @param diagnostic the other server's answer; empty without one
 */
record RecipientStatus(String address, Outcome outcome, String code, String diagnostic) {
    private static final int LONGEST_VALUE = 2_000;

    private static final Set<String> FAILED = Set.of("failed", "failure", "fail", "rejected", "undeliverable");
    private static final Set<String> DELAYED = Set.of("delayed", "delay");

    /** What became of the message. */
    enum Outcome {
        FAILED,
        DELAYED,
        DONE,
        UNKNOWN
    }

    /** All blocks that speak of a recipient. */
    static List<RecipientStatus> in(ReportFields fields) {
        return fields.blocks().stream()
                .filter(RecipientStatus::isOfRecipient)
                .map(RecipientStatus::of)
                .toList();
    }

    private static boolean isOfRecipient(HeaderSection block) {
        return Stream.of(
                        StatusField.FINAL_RECIPIENT,
                        StatusField.ORIGINAL_RECIPIENT,
                        StatusField.ACTION,
                        StatusField.STATUS,
                        StatusField.DIAGNOSTIC_CODE)
                .anyMatch(field -> block.has(field.text()));
    }

    private static RecipientStatus of(HeaderSection block) {
        String diagnostic = value(block, StatusField.DIAGNOSTIC_CODE);
        diagnostic = diagnostic.substring(diagnostic.indexOf(';') + 1).strip();
        String status = value(block, StatusField.STATUS);
        String code = StatusCode.in(status)
                .or(() -> StatusCode.in(value(block, StatusField.DIAGNOSTIC_CODE)))
                .orElse("");
        return new RecipientStatus(
                recipient(block), outcome(value(block, StatusField.ACTION), code, diagnostic), code, diagnostic);
    }

    /** The final one, or the original one where that is the patient's: it may have been rewritten on the way (§2.3.1). */
    private static String recipient(HeaderSection block) {
        String last = address(value(block, StatusField.FINAL_RECIPIENT));
        String first = address(value(block, StatusField.ORIGINAL_RECIPIENT));
        return last.isEmpty() || !isPatients(last) && isPatients(first) ? first : last;
    }

    private static boolean isPatients(String address) {
        return address.endsWith("@" + InsAddress.DOMAIN);
    }

    private static String value(HeaderSection block, StatusField field) {
        String value = block.first(field.text()).orElse("");
        return value.substring(0, Math.min(value.length(), LONGEST_VALUE));
    }

    private static Outcome outcome(String action, String code, String diagnostic) {
        String word = Ascii.lower(new Tokens(action.replace('"', ' ')).token());
        if (FAILED.contains(word)) {
            return Outcome.FAILED;
        } else if (DELAYED.contains(word)) {
            return Outcome.DELAYED;
        } else if (Report.Action.DONE.contains(word)) {
            return Outcome.DONE;
        }
        // the class of the enhanced code, else that of the reply
        return switch ((code.isEmpty() ? diagnostic : code)
                .codePoints()
                .findFirst()
                .orElse(0)) {
            case '5' -> Outcome.FAILED;
            case '4' -> Outcome.DELAYED;
            case '2' -> Outcome.DONE;
            default -> Outcome.UNKNOWN;
        };
    }

    /**
     * The address of {@code type; address}, without angle brackets, quotes and comments; one in xtext (RFC 3461 §4,
     * RFC 6533 §3) is decoded.
     */
    static String address(String typed) {
        String address = typed.substring(typed.indexOf(';') + 1);
        int open = address.indexOf('<');
        int close = address.indexOf('>', Math.max(0, open));
        if (open >= 0 && close > open) {
            address = address.substring(open + 1, close);
        }
        int comment = address.indexOf('(');
        address = (comment < 0 ? address : address.substring(0, comment))
                .replace("\"", "")
                .strip();
        return Ascii.lower(address.indexOf('@') < 0 ? decoded(address) : address);
    }

    private static String decoded(String xtext) {
        return Xtext.decode(xtext.replace("\\x{40}", "@")).orElse(xtext);
    }
}
