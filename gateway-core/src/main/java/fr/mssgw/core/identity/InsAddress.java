package fr.mssgw.core.identity;

import fr.mssgw.core.identity.MalformedAddress.Fault;
import fr.mssgw.core.text.Ascii;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A patient's address in Mon espace santé: {@code <matricule INS>@patient.mssante.fr}.
 *
 * <p>The matricule is a 13-character NIR or NIA followed by its two-digit key, 97 minus the number modulo 97; for the
 * key, the Corsican departments 2A and 2B count as 19 and 18. Sex is 1 or 2 (7 or 8 while temporary), the month 01–12
 * or 20–99. Source: docs/domain.md §5.
 *
 * @param matricule the 15 characters, upper case; personal data, so {@link #toString} masks it
 */
public record InsAddress(String matricule) {
    public static final MailDomain DOMAIN = new MailDomain("patient.mssante.fr");
    private static final Pattern MATRICULE =
            Pattern.compile("([1278]\\d\\d(?:0[1-9]|1[0-2]|[2-9]\\d)(?:\\d\\d|2[AB])\\d{6})(\\d\\d)");

    public InsAddress {
        matricule = Ascii.upper(matricule);
        Matcher parts = MATRICULE.matcher(matricule);
        if (!parts.matches()) {
            throw new MalformedAddress(
                    Fault.INS_FORM, "a matricule INS is 15 characters, all digits but for 2A or 2B as department");
        }
        if (keyOf(parts.group(1)) != Integer.parseInt(parts.group(2))) {
            throw new MalformedAddress(Fault.INS_KEY, "the matricule INS does not match its two-digit key");
        }
    }

    /**
     * Reads a patient's address; letters in either case.
     *
     * @throws MalformedAddress saying whether domain, form or key is wrong, without repeating the matricule
     */
    public static InsAddress of(MssAddress address) {
        if (!address.isPatient()) {
            throw new MalformedAddress(Fault.SYNTAX, "not an address of " + DOMAIN);
        }
        return new InsAddress(address.localPart());
    }

    /** The key of the first 13 characters: 97 − (number modulo 97). */
    static int keyOf(String number) {
        long value = Long.parseLong(number.replace("2A", "19").replace("2B", "18"));
        return (int) (97 - value % 97);
    }

    /** Whether the matricule is one that is given while waiting for the real one: sex 7 or 8 (docs/domain.md §5). */
    public boolean isTemporary() {
        return matricule.charAt(0) > '2';
    }

    public MssAddress address() {
        return new MssAddress(matricule, DOMAIN);
    }

    @Override
    public String toString() {
        return matricule.charAt(0) + "**************@" + DOMAIN;
    }
}
