package fr.mssgw.it.reader;

import fr.mssgw.core.mail.Ambiguity.Kind;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Every known way in which Dovecot reads a mail otherwise than we do, with the section that decides. */
enum ReaderDifference {
    SPACE_AROUND_A_VALUE(
            "RFC 5322 §2.2, §3.2.2: space around a field body is no content; Dovecot keeps some",
            d -> d.isOf("date", "message-id", "in-reply-to", "id", "description", "location")
                    && d.ours()
                            .substring(1)
                            .strip()
                            .equals(d.theirs().substring(1).strip())),
    SPACES_IN_A_SUBJECT(
            "RFC 5322 §2.2.3: unfolding removes line ends only; Dovecot makes one space of several",
            d -> d.isOf("subject") && oneSpace(d.ours()).equals(oneSpace(d.theirs()))),
    REPEATED_FIELD(
            "RFC 5322 §3.6: one at most; we take the first and all addresses, Dovecot the last",
            d -> d.notedHere(Kind.REPEATED_FIELD)),
    ADDRESS_OUTSIDE_THE_GRAMMAR(
            "RFC 5322 §3.4, §4.4: we show what is there, Dovecot MISSING_MAILBOX or MISSING_DOMAIN",
            d -> d.theirs().contains("\"MISSING_") || d.theirs().contains("\"SYNTAX_ERROR")),
    ADDRESSES_WITHOUT_A_COMMA(
            "RFC 5322 §3.4: a comma stands between two; where none does we show both, Dovecot the first",
            d -> d.isOf("from", "sender", "reply-to", "to", "cc", "bcc")
                    && d.ours().startsWith(d.theirs().replaceAll("]$", "") + ", [")),
    COMMENT_BEHIND_AN_ADDRESS(
            "RFC 5322 §3.4: a comment names nobody; where there is no name we show it, Dovecot before it",
            d -> d.value().endsWith("-names")),
    DEFAULT_CHARSET(
            "RFC 2046 §4.1.2: a text without charset is us-ascii; Dovecot writes that out",
            d -> d.isOf("parameters") && withoutDefault(d.theirs()).equals(d.ours())),
    MALFORMED_TYPE(
            "RFC 2045 §5.2: what is no type is text/plain; Dovecot lists an empty type",
            d -> d.isOf("type", "parameters", "inner-type", "inner-parameters", "lines")
                    && d.notedHere(Kind.CONTENT_TYPE)),
    REPEATED_PIECES(
            "RFC 2231 §3: pieces are numbered once each; where they are not, we and Dovecot join none or others",
            d -> d.isOf("parameters") && d.theirs().contains("*0")),
    UNQUOTED_PARAMETER(
            "RFC 2045 §5.1: a value with spaces is quoted; where it is not, we take all, Dovecot a word",
            d -> d.isOf("parameters", "disposition", "inner-disposition", "inner-parameters")
                    && eachGoesOn(d.ours(), withoutDefault(d.theirs()))),
    MALFORMED_DISPOSITION(
            "RFC 2183 §2: a disposition has a type; without one we list none, Dovecot an empty one",
            d -> d.value().endsWith("disposition")
                    && d.ours().equals("NIL")
                    && d.theirs().startsWith(" ")),
    LANGUAGES("RFC 3282 §2: languages stand between commas; Dovecot stops at the first space", d -> d.value()
            .endsWith("language")),
    MALFORMED_ENCODING(
            "RFC 2045 §6.1: one word; we take the first of several, Dovecot none",
            d -> d.isOf("encoding") && d.notedHere(Kind.ENCODING)),
    CONTENT_FIELDS_WITHOUT_MIME(
            "RFC 2045 §4: without MIME-Version nothing is sure; Dovecot passes over such fields",
            d -> d.hasNoMimeHere() && (d.theirs().equals("NIL") || d.isOf("encoding"))),
    MALFORMED_MD5(
            "RFC 1864 §2: base64; Dovecot lists nothing else",
            d -> d.isOf("md5") && d.theirs().equals("NIL")),
    LINE_END_BEFORE_A_DELIMITER(
            "RFC 2046 §5.1.1: the line end before a delimiter is the delimiter's, also behind a header section or an inner end",
            d -> d.isOf("octets") && d.theirs().equals(d.ours() + "\r\n")
                    || d.isOf("size") && number(d.theirs()) == number(d.ours()) + 2
                    || d.isOf("lines") && number(d.theirs()) == number(d.ours()) + 1),
    ENCODED_CONTAINER(
            "RFC 2045 §6.4: a message or multipart has no encoding; we leave it closed, Dovecot reads it raw",
            d -> d.isStructural() && d.noted(Kind.ENCODED_CONTAINER)),
    DELIMITER(
            "RFC 2046 §5.1.1: a delimiter has nothing behind it but spaces",
            d -> (d.isStructural() || d.isInEmptyMultipart()) && d.noted(Kind.DELIMITER)),
    BOUNDARY(
            "RFC 2046 §5.1.1: of 1 to 70 characters, and none begins another",
            d -> d.isStructural() && d.noted(Kind.BOUNDARY)),
    HEADER_WITHOUT_END(
            "RFC 5322 §2.1, RFC 2046 §5.1: an empty line ends a header section",
            d -> d.isStructural() && d.noted(Kind.HEADER));

    private final String decided;
    private final Predicate<Disagreement> covers;

    ReaderDifference(String decided, Predicate<Disagreement> covers) {
        this.decided = decided;
        this.covers = covers;
    }

    static Optional<ReaderDifference> of(Disagreement disagreement) {
        return Arrays.stream(values())
                .filter(one -> one.covers.test(disagreement))
                .findFirst();
    }

    String decided() {
        return decided;
    }

    private static String oneSpace(String text) {
        return text.replaceAll("[ \t]+", " ");
    }

    private static long number(String text) {
        return text.equals("none") ? -9 : Long.parseLong(text);
    }

    /** Whether each of our parameters is theirs and perhaps more. */
    private static boolean eachGoesOn(String ours, String theirs) {
        String[] here = ours.split("; ");
        String[] there = theirs.split("; ");
        return here.length == there.length
                        && IntStream.range(0, here.length).allMatch(i -> here[i].startsWith(there[i]))
                || ours.startsWith(theirs);
    }

    private static String withoutDefault(String parameters) {
        String charset = "charset=\"us-ascii";
        return parameters.equals(charset) ? "NIL" : parameters.replace(charset + "; ", "");
    }
}
