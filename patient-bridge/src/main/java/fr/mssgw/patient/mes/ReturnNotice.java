package fr.mssgw.patient.mes;

import fr.mssgw.core.conversation.ConversationId;
import fr.mssgw.core.conversation.ConversationKey;
import fr.mssgw.core.conversation.ConversationState;
import fr.mssgw.core.conversation.SentMessage;
import fr.mssgw.core.delivery.Copy;
import fr.mssgw.core.delivery.Folders;
import fr.mssgw.core.delivery.Placement;
import fr.mssgw.core.flow.FromPatients.Arrival;
import fr.mssgw.core.flow.LocalFields;
import fr.mssgw.core.identity.MailDomain;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.mail.Enclosure;
import fr.mssgw.core.mail.HeaderSection.Field;
import fr.mssgw.core.mail.Letter;
import fr.mssgw.core.mail.OneLine;
import fr.mssgw.core.mail.Sender;
import fr.mssgw.core.report.Returned;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The French message by which a professional learns that Mon espace santé returned a message (docs/contract.md §6): its
 * subject, the reason, what to do, and the report itself attached, so that nothing is lost.
 */
public final class ReturnNotice {
    private static final int MAX_SUBJECT = 300;

    private ReturnNotice() {}

    /**
     * @param in the report itself
     * @param conversation to which it belongs, and where that stands
     */
    public static Copy placedFor(
            Arrival in,
            Returned returned,
            Optional<SentMessage> original,
            Optional<ConversationKey> conversation,
            ConversationState state,
            MailDomain domain) {
        MssAddress bal = in.bal().address();
        List<Field> above = new ArrayList<>(in.fields());
        conversation.ifPresent(key -> above.add(LocalFields.conversation(ConversationId.of(key), state)));
        Letter.Builder letter = Letter.from(new Sender("Mon espace santé", "postmaster", domain), bal, in.id(), in.at())
                .suffix(".retour")
                .subject("Message non distribué : " + subject(returned))
                .automatic(Letter.Automatic.REPLIED)
                .text(words(returned))
                .enclosing(Enclosure.file(
                        "rapport-mon-espace-sante.eml", in.content().content()));
        original.map(SentMessage::messageId)
                .or(() -> returned.references().messageIds().stream().findFirst())
                .ifPresent(letter::about);
        Letter notice = letter.build().under(above);
        Placement placement = new Placement(bal, Folders.INBOX, false, Set.of(), conversation);
        return new Copy(notice.header(), notice.body(), 0, List.of(placement), List.of());
    }

    private static String subject(Returned returned) {
        return returned.subject().isEmpty() ? "(sans objet)" : OneLine.of(returned.subject(), MAX_SUBJECT);
    }

    static String words(Returned returned) {
        String patient = returned.patient()
                .map(ins -> " adressé à " + ins.address().wireForm())
                .orElse("");
        String said =
                returned.words().isEmpty() ? "" : "Réponse de Mon espace santé : « " + returned.words() + " »\r\n";
        return String.join(
                "\r\n",
                "Bonjour,",
                "",
                "Votre message « " + subject(returned) + " »" + patient + " n'a pas été remis au patient.",
                "",
                "Motif : " + returned.reason().meaning(),
                said,
                "Que faire ? " + returned.reason().advice(),
                "",
                "Le rapport de Mon espace santé est joint à ce message.",
                "");
    }
}
