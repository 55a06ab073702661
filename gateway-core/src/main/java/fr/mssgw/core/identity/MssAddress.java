package fr.mssgw.core.identity;

import fr.mssgw.core.text.Ascii;
import java.util.regex.Pattern;

/**
 * An address as MSSanté uses them: an ASCII dot-atom of at most 64 characters, {@code @}, and a domain
 * (RFC 5321 §4.1.2 without quoted strings, address literals or source routes). Case does not count, in either part.
 *
 * <p>{@link #toString} is safe to log: the local part of a patient's address is masked.
 *
 * @param localPart lower case
 */
public record MssAddress(String localPart, MailDomain domain) {
    private static final Pattern DOT_ATOM =
            Pattern.compile("[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*");

    public MssAddress {
        localPart = Ascii.lower(localPart);
        if (localPart.length() > 64 || !DOT_ATOM.matcher(localPart).matches()) {
            throw new MalformedAddress(MalformedAddress.Fault.SYNTAX, "the part before @ is not a dot-atom");
        }
    }

    /**
     * Parses an address without angle brackets.
     *
     * @throws MalformedAddress with {@link MalformedAddress.Fault#SYNTAX}, without repeating the text
     */
    public static MssAddress parse(String text) {
        int at = text.lastIndexOf('@');
        if (at < 1) {
            throw new MalformedAddress(MalformedAddress.Fault.SYNTAX, "an address is written name@domain");
        }
        return new MssAddress(text.substring(0, at), new MailDomain(text.substring(at + 1)));
    }

    /** Whether this is an address of Mon espace santé; its local part may still be a bad matricule. */
    public boolean isPatient() {
        return domain.equals(InsAddress.DOMAIN);
    }

    /**
     * The address for the wire and the store: lower case, but for the department (2A, 2B) of a matricule, which is
     * written in capitals as on every document of the patient. Everything that is logged uses {@link #toString} instead.
     */
    public String wireForm() {
        boolean matricule = isPatient() && Character.isDigit(localPart.charAt(0));
        return (matricule ? Ascii.upper(localPart) : localPart) + "@" + domain.name();
    }

    @Override
    public String toString() {
        return isPatient() ? localPart.charAt(0) + "**************@" + domain.name() : wireForm();
    }
}
