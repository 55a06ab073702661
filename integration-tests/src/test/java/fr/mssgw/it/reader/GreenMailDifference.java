package fr.mssgw.it.reader;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;

/** Every known way in which GreenMail lists a mail otherwise than we do, with the section that decides. */
enum GreenMailDifference {
    NO_ANSWER(
            "RFC 3501 §7.4.2: a list for any mail; GreenMail ends the session",
            d -> d.isOf("answer") && d.theirs().equals("{}")),
    UNESCAPED(
            "RFC 3501 §4.3: a quotation mark in a quoted string is escaped; GreenMail writes it as it is",
            d -> d.isOf("answer") || isOfAddresses(d) && hasBrokenString(d.theirs())),
    EXTENSION_DATA(
            "RFC 3501 §7.4.2: extension data may be left out; GreenMail lists no MD5, language or location, and none in a message",
            d -> d.theirs().equals("none") || d.isOf("md5", "language") && isNil(d.theirs())),
    INNER_PARAMETERS(
            "RFC 3501 §7.4.2: parameters may be left out with the rest; GreenMail does so in a message",
            d -> d.isOf("inner-parameters") && isNil(d.theirs())),
    DATE("RFC 3501 §7.4.2: the field; GreenMail writes it anew, or today's where there is none", d -> d.isOf("date")),
    IN_REPLY_TO(
            "RFC 3501 §7.4.2: the field; GreenMail never lists it", d -> d.isOf("in-reply-to") && isNil(d.theirs())),
    EMPTY_SUBJECT(
            "RFC 3501 §7.4.2: of an empty field an empty string; GreenMail lists none",
            d -> d.isOf("subject") && d.ours().equals("\"") && isNil(d.theirs())),
    SPACE_AROUND_A_VALUE(
            "RFC 5322 §2.2, §3.2.2: space around a field body is no content; GreenMail keeps some",
            d -> d.isOf("message-id") && d.ours().equals(d.theirs().strip())),
    NAMES(
            "RFC 3501 §7.4.2: as they stand, unfolded; GreenMail decodes and encodes them, keeps folds, and takes comments before",
            d -> d.value().endsWith("-names")),
    DECODED_DESCRIPTION(
            "RFC 3501 §7.4.2: as it stands; GreenMail decodes it",
            d -> d.isOf("description") && d.ours().contains("=?")),
    GROUP(
            "RFC 3501 §7.4.2: a group has a beginning and an end; GreenMail lists one address",
            d -> isOfAddresses(d) && d.ours().contains(", NIL]")),
    ROUTE(
            "RFC 3501 §7.4.2: a route stands before the name; GreenMail takes it for the name",
            d -> isOfAddresses(d) && d.ours().contains("[\"@")),
    DEFAULT_CHARSET(
            "RFC 2046 §4.1.2: a text without charset is us-ascii; we write that out where there is no type",
            d -> d.isOf("parameters") && d.ours().equals("charset=\"us-ascii") && isNil(d.theirs())),
    PIECES(
            "RFC 2231 §3: pieces are one value; GreenMail lists each",
            d -> d.isOf("parameters") && d.theirs().contains("*0")),
    ESCAPES_IN_A_PARAMETER(
            "RFC 2045 §5.1: what is escaped in a quoted string is meant; GreenMail removes quotation marks only",
            d -> d.isOf("parameters", "disposition") && bare(d.ours()).equals(bare(d.theirs()))),
    SIZE("RFC 3501 §7.4.2: octets as they stand; GreenMail counts them otherwise", d -> d.isOf("size")),
    LINES("RFC 3501 §7.4.2: line ends as they stand; GreenMail counts one more, or decoded ones", d -> d.isOf("lines")),
    ADDRESS_OUTSIDE_THE_GRAMMAR(
            "RFC 5322 §3.4, §4.4: we show what is there; GreenMail keeps a bracket or adds a host",
            d -> isOfAddresses(d)
                    && (d.theirs().contains(">]")
                            || d.theirs().replace("\"localhost]", "\"]").equals(d.ours()))),
    ENCLOSED_MESSAGES(
            "RFC 2046 §5.1.5, RFC 6532 §3.7: a part of a digest is a message, as is message/global; GreenMail opens none",
            d -> d.isOf("shape") && d.ours().contains("m") && !d.theirs().contains("m")),
    AMBIGUOUS(
            "a mail that our reader says can be read in two ways",
            d -> !d.reading().ambiguities().isEmpty());

    private final String decided;
    private final Predicate<Disagreement> covers;

    GreenMailDifference(String decided, Predicate<Disagreement> covers) {
        this.decided = decided;
        this.covers = covers;
    }

    static Optional<GreenMailDifference> of(Disagreement disagreement) {
        return Arrays.stream(values())
                .filter(one -> one.covers.test(disagreement))
                .findFirst();
    }

    String decided() {
        return decided;
    }

    private static boolean isNil(String value) {
        return value.equals("NIL");
    }

    private static boolean isOfAddresses(Disagreement d) {
        return d.isOf("from", "sender", "reply-to", "to", "cc", "bcc");
    }

    /** Whether something in a list of addresses is neither a string nor NIL, or a string begins with a quotation mark. */
    private static boolean hasBrokenString(String addresses) {
        return Arrays.stream(addresses.replaceAll("[\\[\\]]", "").split(", "))
                .anyMatch(value -> !value.equals("NIL")
                        && (!value.startsWith("\"")
                                || value.startsWith("\"\"")
                                || value.endsWith("\"") && value.length() > 1));
    }

    private static String bare(String value) {
        return value.replaceAll("[\"\\\\]", "");
    }
}
