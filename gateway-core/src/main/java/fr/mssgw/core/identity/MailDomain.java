package fr.mssgw.core.identity;

import fr.mssgw.core.text.Ascii;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A mail domain, compared exactly and without case: a parent never stands for its sub-domains
 * (docs/domain.md §3). Letters, digits and hyphens only, at least two labels, 253 characters at most
 * (RFC 5321 §4.5.3.1.2).
 *
 * @param name lower case, without a final dot
 */
public record MailDomain(String name) {
    private static final Pattern FORM =
            Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+");

    public MailDomain {
        name = Ascii.lower(name);
        if (name.length() > 253 || !FORM.matcher(name).matches()) {
            throw new MalformedAddress(MalformedAddress.Fault.SYNTAX, "not a mail domain");
        }
    }

    /** The domain that the text is; empty where it is none. */
    public static Optional<MailDomain> ifOne(String text) {
        try {
            return Optional.of(new MailDomain(text));
        } catch (MalformedAddress other) {
            return Optional.empty();
        }
    }

    /** The domain above; empty where that has a single label. */
    public Optional<MailDomain> parent() {
        String above = name.substring(name.indexOf('.') + 1);
        return above.indexOf('.') < 0 ? Optional.empty() : Optional.of(new MailDomain(above));
    }

    @Override
    public String toString() {
        return name;
    }
}
