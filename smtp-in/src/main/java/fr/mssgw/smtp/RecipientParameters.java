package fr.mssgw.smtp;

import fr.mssgw.core.message.DsnRequest;
import fr.mssgw.core.message.DsnRequest.Notify;
import fr.mssgw.core.text.Ascii;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What came with RCPT: NOTIFY and ORCPT (RFC 3461 §4.1, §4.2). */
public final class RecipientParameters {
    private static final Pattern ORIGINAL = Pattern.compile("([A-Za-z0-9-]+);(.+)");

    private RecipientParameters() {}

    /** The original recipient is given as {@code type;xtext}: the next hop gets it unchanged. */
    public static DsnRequest read(Map<String, Optional<String>> given) throws SyntaxFault {
        Set<Notify> notify = EnumSet.noneOf(Notify.class);
        Optional<String> original = Optional.empty();
        for (Map.Entry<String, Optional<String>> parameter : given.entrySet()) {
            String value = parameter.getValue().orElse("");
            switch (parameter.getKey()) {
                case "NOTIFY" -> notify = notify(value);
                case "ORCPT" -> original = Optional.of(original(value));
                default -> throw new SyntaxFault(Replies.unsupportedParameter("Unknown parameter of RCPT"));
            }
        }
        return new DsnRequest(notify, original);
    }

    private static Set<Notify> notify(String value) throws SyntaxFault {
        Set<Notify> asked = EnumSet.noneOf(Notify.class);
        for (String word : value.split(",", -1)) {
            try {
                if (!asked.add(Notify.valueOf(Ascii.upper(word)))) {
                    throw badNotify();
                }
            } catch (IllegalArgumentException unknownWord) {
                throw badNotify();
            }
        }
        if (asked.contains(Notify.NEVER) && asked.size() > 1) {
            throw badNotify();
        }
        return asked;
    }

    private static SyntaxFault badNotify() {
        return new SyntaxFault(Replies.syntax("NOTIFY is NEVER, or some of SUCCESS,FAILURE,DELAY"));
    }

    private static String original(String value) throws SyntaxFault {
        Matcher parts = ORIGINAL.matcher(value);
        if (!parts.matches() || value.length() > 500) {
            throw new SyntaxFault(Replies.syntax("ORCPT is type;xtext of at most 500 characters"));
        }
        return Ascii.lower(parts.group(1)) + ";" + XtextParameter.checked(parts.group(2), 500, "ORCPT");
    }
}
