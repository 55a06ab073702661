package fr.mssgw.smtp;

import fr.mssgw.core.text.Ascii;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What came with MAIL: SIZE (RFC 1870), BODY (RFC 6152), RET and ENVID (RFC 3461 §4.3, §4.4); AUTH (RFC 4954 §5) is
 * read and not used.
 *
 * @param size octets announced, 0 when not said
 * @param envelopeId in xtext, as it came: the next hop gets it unchanged (RFC 3461 §4.4)
 */
public record MailParameters(long size, boolean fullReport, Optional<String> envelopeId) {
    private static final Pattern SIZE = Pattern.compile("\\d{1,20}");

    /** @throws SyntaxFault 501 for a bad value, 555 for an unknown keyword, 552 for a size over the limit */
    public static MailParameters read(Map<String, Optional<String>> given, long limit) throws SyntaxFault {
        long size = 0;
        boolean full = false;
        Optional<String> envelopeId = Optional.empty();
        for (Map.Entry<String, Optional<String>> parameter : given.entrySet()) {
            String value = parameter.getValue().orElse("");
            switch (parameter.getKey()) {
                case "SIZE" -> size = size(value, limit);
                case "BODY" -> oneOf("BODY", value, "7BIT", "8BITMIME");
                case "RET" -> full = oneOf("RET", value, "FULL", "HDRS").equals("FULL");
                case "ENVID" -> envelopeId = Optional.of(XtextParameter.checked(value, 100, "ENVID"));
                case "AUTH" -> {
                    if (!value.equals("<>")) {
                        XtextParameter.checked(value, 500, "AUTH");
                    }
                }
                case "SMTPUTF8" -> throw new SyntaxFault(Replies.unsupportedParameter("SMTPUTF8 is not offered"));
                default -> throw new SyntaxFault(Replies.unsupportedParameter("Unknown parameter of MAIL"));
            }
        }
        return new MailParameters(size, full, envelopeId);
    }

    private static long size(String value, long limit) throws SyntaxFault {
        if (!SIZE.matcher(value).matches()) {
            throw new SyntaxFault(Replies.syntax("SIZE is a number of octets"));
        }
        long size = value.length() > 18 ? Long.MAX_VALUE : Long.parseLong(value);
        if (size > limit) {
            throw new SyntaxFault(Replies.tooLarge(size, limit));
        }
        return size;
    }

    private static String oneOf(String keyword, String value, String first, String second) throws SyntaxFault {
        String upper = Ascii.upper(value);
        if (!upper.equals(first) && !upper.equals(second)) {
            throw new SyntaxFault(Replies.syntax("%s is %s or %s".formatted(keyword, first, second)));
        }
        return upper;
    }
}
