package fr.mssgw.patient.exchange;

import fr.mssgw.core.audit.AuditEvent;
import fr.mssgw.core.audit.AuditEvent.Kind;
import fr.mssgw.core.delivery.Copy;
import fr.mssgw.core.delivery.Delivery;
import fr.mssgw.core.delivery.Placement;
import fr.mssgw.core.identity.InsAddress;
import fr.mssgw.core.identity.MailDomain;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.mail.Letter;
import fr.mssgw.core.mail.Sender;
import fr.mssgw.core.message.QueueId;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;

/** The mail that tells a professional, in French, which exchanges will be closed since nobody writes any more. */
public final class SilenceNotice {
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("dd/MM/yyyy");

    private SilenceNotice() {}

    /** @param since the day of the last letter either way */
    public record Silent(InsAddress patient, LocalDate since) {}

    /**
     * One mail in the INBOX of one BAL.
     *
     * @param closing the day on which they will be closed
     */
    public static Delivery to(MssAddress bal, List<Silent> silent, LocalDate closing, MailDomain domain, Instant now) {
        QueueId id = QueueId.random();
        Letter letter = Letter.from(Sender.postmaster(domain), bal, id, now)
                .suffix(".silence")
                .subject(subject(silent.size(), closing))
                .text(text(silent, closing))
                .build()
                .delivered();
        return new Delivery(
                id,
                now,
                Optional.empty(),
                Optional.empty(),
                false,
                List.of(new Copy(letter.header(), letter.body(), 0, List.of(Placement.inbox(bal)), List.of())),
                List.of(),
                List.of(AuditEvent.of(
                        now,
                        Kind.MESSAGE_ACCEPTED,
                        "gateway",
                        "id",
                        id,
                        "recipients",
                        bal,
                        "announces",
                        silent.size(),
                        "closing",
                        closing)));
    }

    private static String subject(int count, LocalDate closing) {
        return (count == 1 ? "Un échange sera clos" : count + " échanges seront clos") + " le " + DAY.format(closing);
    }

    static String text(List<Silent> silent, LocalDate closing) {
        StringBuilder text = new StringBuilder("Bonjour,\r\n\r\nPersonne n'a écrit depuis longtemps dans ");
        text.append(silent.size() == 1 ? "cet échange. Il sera clos" : "ces échanges. Ils seront clos")
                .append(" le ")
                .append(DAY.format(closing))
                .append(" : le patient ne pourra plus y répondre.\r\n\r\n");
        silent.forEach(one -> text.append("- ")
                .append(one.patient().address().wireForm())
                .append(", dernier message le ")
                .append(DAY.format(one.since()))
                .append("\r\n"));
        return text.append(
                        "\r\nPour garder un échange ouvert, écrivez au patient avant cette date. Après la clôture, lui"
                                + " écrire\r\nrouvre l'échange.\r\n")
                .toString();
    }
}
