package fr.mssgw.core.mail;

import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.identity.MailDomain;
import fr.mssgw.core.identity.MssAddress;

/**
 * Who a letter is from.
 *
 * @param displayName any text, put on one line and cut to 200 characters; empty where only the address is shown
 * @param localPart a dot-atom, its case kept
 */
public record Sender(String displayName, String localPart, MailDomain domain) {
    private static final int LONGEST_NAME = 200;

    /** @throws fr.mssgw.core.identity.MalformedAddress where the local part is none */
    public Sender {
        displayName = OneLine.of(displayName, LONGEST_NAME);
        new MssAddress(localPart, domain);
    }

    /** A BAL under the name by which it is known. */
    public static Sender of(Bal bal) {
        String address = bal.address().wireForm();
        return new Sender(
                bal.displayName(),
                address.substring(0, address.lastIndexOf('@')),
                bal.address().domain());
    }

    /** The operator, to people of its own and of others. */
    public static Sender postmaster(MailDomain domain) {
        return new Sender("Messagerie MSSanté", "postmaster", domain);
    }

    /** The mailbox of a field (RFC 5322 §3.4), folded before the address where the line would pass 78 characters. */
    String mailbox(int used) {
        String address = "<" + localPart + "@" + domain + ">";
        if (displayName.isEmpty()) {
            return address;
        }
        String name = FieldText.phrase(displayName, used);
        int column = name.contains("\n") ? name.length() - name.lastIndexOf('\n') - 1 : used + name.length();
        int longest = name.contains("=?") ? FieldText.LINE_WITH_WORD : FieldText.LINE;
        return name + (column + 1 + address.length() <= longest ? " " : "\r\n ") + address;
    }
}
