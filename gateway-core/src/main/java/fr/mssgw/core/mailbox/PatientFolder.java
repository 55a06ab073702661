package fr.mssgw.core.mailbox;

import fr.mssgw.core.conversation.ConversationId;
import fr.mssgw.core.conversation.ConversationKey;
import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.core.mail.Mailboxes;
import fr.mssgw.core.masking.Matricules;
import fr.mssgw.core.message.MalformedMessage;
import fr.mssgw.core.text.NormalForm;
import java.util.List;
import java.util.Optional;

/**
 * The folder in which a BAL may find all letters of one patient, beside the INBOX. A name is what the patient's mail
 * says it is and several patients may have it, and a masked matricule is nearly the same for all: the first eight
 * digits of the {@link ConversationId} always follow in brackets, so that each patient has a folder of his own. Pure.
 */
public final class PatientFolder {
    /** Above the patients' folders; made with the first of them. */
    public static final String PARENT = "Patients";

    /** Code points of the name, the number in brackets not included. */
    static final int LONGEST_NAME = 60;

    private static final int DIGITS = 8;

    /** What James or a mail client would take for something else in a folder's name, the brackets being ours. */
    private static final String SPECIALS = "%*./\\\"&#[]~|<>";

    /** What patients' folders are named by. */
    public enum Naming {
        /** There are none. */
        NONE,
        /** The name that the patient writes under. */
        NAME,
        /** The matricule as it is masked everywhere. */
        INS
    }

    private PatientFolder() {}

    /**
     * The whole path, levels between dots; the masked matricule stands in for a name that is missing, has no letter
     * or shows a matricule.
     *
     * @param header of a letter that the patient wrote
     */
    public static Optional<String> of(Naming naming, HeaderSection header, ConversationKey key) {
        if (naming == Naming.NONE) {
            return Optional.empty();
        }
        String name = naming == Naming.NAME ? readable(authorsName(header)) : "";
        return Optional.of(PARENT + "." + (name.isEmpty() ? masked(key) : name) + " ["
                + ConversationId.of(key).value().substring(0, DIGITS) + "]");
    }

    private static String authorsName(HeaderSection header) {
        List<String> from = header.values("From");
        try {
            return from.isEmpty() ? "" : Mailboxes.parse(from.get(0)).get(0).displayName();
        } catch (MalformedMessage e) {
            return ""; // the letter is judged elsewhere; here it only goes without a name
        }
    }

    /** As a folder may be called; empty where nothing of it is left. */
    private static String readable(String name) {
        StringBuilder kept = new StringBuilder();
        NormalForm.composed(name).codePoints().map(c -> isHarmless(c) ? c : ' ').forEach(kept::appendCodePoint);
        String text = kept.toString().replaceAll(" +", " ").strip();
        if (Matricules.occurIn(name) || Matricules.occurIn(text)) {
            return "";
        }
        if (text.codePointCount(0, text.length()) > LONGEST_NAME) {
            text = text.substring(0, text.offsetByCodePoints(0, LONGEST_NAME)).strip();
        }
        return text.codePoints().noneMatch(Character::isLetter) ? "" : text;
    }

    private static boolean isHarmless(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SPACE_SEPARATOR -> false;
            default -> SPECIALS.indexOf(c) < 0 && c != '\uFFFD';
        };
    }

    /** An asterisk is a wildcard of LIST (RFC 3501 §6.3.8). */
    private static String masked(ConversationKey key) {
        return key.patient().address().toString().split("@", 2)[0].replace('*', 'x');
    }
}
