package fr.mssgw.core.flow;

import fr.mssgw.core.delivery.Copy;
import fr.mssgw.core.delivery.Folders;
import fr.mssgw.core.delivery.Placement;
import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.core.mail.HeaderSection.Field;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.message.SmimeLabel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What one BAL reads of a message, or several whose keys open the same.
 *
 * @param header of the content, without what only this gateway may say
 * @param ambiguous whether two readers may see different contents in what S/MIME wraps
 */
public record Opened(RawMessage content, HeaderSection header, SmimeLabel label, boolean ambiguous) {
    /** What is secured so that a text beside it is shown by some readers only neither comes from a patient nor goes to one. */
    public static final String AMBIGUOUS = "message illisible : autre chose que ce qui est signé ou chiffré s'y trouve";

    public boolean isReadable() {
        return label.status() != SmimeLabel.Status.UNREADABLE;
    }

    /** Keywords that the signature earns. */
    public Set<String> marks() {
        return label.signatureFails() ? Set.of(Folders.KEYWORD_UNVERIFIED) : Set.of();
    }

    /** The fields that delivery writes above the message. @param trace those of its way here */
    public List<Field> above(List<Field> trace) {
        List<Field> fields = new ArrayList<>(trace);
        fields.add(LocalFields.smime(label));
        return fields;
    }

    /** A copy for folders here. @param fields written above the message, in their order */
    public Copy copy(List<Field> fields, List<Placement> placements) {
        return new Copy(header.prepend(fields).render(), content, header.bodyOffset(), placements, List.of());
    }
}
