package fr.mssgw.patient.exchange;

import fr.mssgw.core.access.Identity;
import fr.mssgw.core.conversation.ConversationState;
import fr.mssgw.core.delivery.Copy;
import fr.mssgw.core.delivery.Placement;
import fr.mssgw.core.identity.InsAddress;
import fr.mssgw.core.identity.MailDomain;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.identity.Person;
import fr.mssgw.core.mail.Letter;
import fr.mssgw.core.mail.Sender;
import fr.mssgw.core.message.QueueId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The French mail that tells a BAL which of its exchanges somebody else ended or began again (docs/adr/0029). */
public final class ExchangeNotice {
    /** How many patients one mail lists. */
    private static final int LISTED = 100;

    private ExchangeNotice() {}

    /**
     * The mail in the INBOX, whatever the quota: it is small, and what it says must not be lost.
     *
     * @param to where they stand now
     * @param who as {@link #byMessage} says it
     * @param id of the delivery that holds it
     */
    public static Copy placedFor(
            MssAddress bal,
            List<InsAddress> patients,
            ConversationState to,
            String who,
            MailDomain domain,
            QueueId id,
            Instant now) {
        Letter letter = Letter.from(Sender.postmaster(domain), bal, id, now)
                .suffix(".echange")
                .subject(subject(patients.size(), to))
                .text(text(bal, patients, to, who))
                .build()
                .delivered();
        return new Copy(
                letter.header(), letter.body(), 0, List.of(Placement.inbox(bal).storedOverQuota()), List.of());
    }

    /** Who did it by a message; neither its subject nor its text, which are not this BAL's. */
    static String byMessage(Identity by) {
        return "un message de la boîte " + by.bal().address().wireForm()
                + by.person().map(Person::name).map(name -> " (" + name + ")").orElse("");
    }

    private static String subject(int count, ConversationState to) {
        boolean one = count == 1;
        String what = one ? "Un échange avec un patient" : count + " échanges avec des patients";
        if (to == ConversationState.CLOSED) {
            return what + (one ? " a été clos" : " ont été clos");
        }
        return what + (one ? " a repris" : " ont repris");
    }

    private static String text(MssAddress bal, List<InsAddress> patients, ConversationState to, String who) {
        boolean closed = to == ConversationState.CLOSED;
        List<String> lines = new ArrayList<>(List.of(
                "Bonjour,",
                "",
                "Dans la boîte " + bal.wireForm() + " " + (closed ? "ont été clos" : "ont repris") + ", par",
                who + " :",
                ""));
        patients.stream()
                .limit(LISTED)
                .forEach(patient ->
                        lines.add("- l'échange avec " + patient.address().wireForm()));
        if (patients.size() > LISTED) {
            lines.add("- et " + (patients.size() - LISTED) + " autres");
        }
        lines.add("");
        lines.addAll(
                closed
                        ? List.of("Le patient ne peut plus vous répondre. Lui écrire rouvre l'échange.")
                        : List.of(
                                "Le patient peut de nouveau vous écrire. Pour y mettre fin, déplacez un message de cet",
                                "échange dans le dossier « Échanges clos »."));
        lines.add("");
        return String.join("\r\n", lines);
    }
}
