package fr.mssgw.patient.pharmacy;

import fr.mssgw.core.audit.AuditEvent;
import fr.mssgw.core.audit.AuditEvent.Kind;
import fr.mssgw.core.conversation.ConversationKey;
import fr.mssgw.core.delivery.Copy;
import fr.mssgw.core.delivery.Delivery;
import fr.mssgw.core.flow.AutomaticAnswer;
import fr.mssgw.core.flow.FlowPorts;
import fr.mssgw.core.flow.OutgoingCopies;
import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.identity.FrenchDates;
import fr.mssgw.core.identity.OpeningHours;
import fr.mssgw.core.identity.PharmacyService;
import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.core.message.Envelope;
import fr.mssgw.core.message.MalformedMessage;
import fr.mssgw.core.message.QueueId;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.port.Oppositions;
import fr.mssgw.patient.exchange.OtherPatients;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The pharmacy's automatic answer to a patient (RFC 3834): it comes from the pharmacy's BAL, with the null sender, so
 * that nothing answers it; it goes to nobody but the patient who wrote, and never to what a machine sent. It is no step
 * of the conversation: who may write to whom is what the patient's own message made it.
 */
public final class Acknowledgements {
    private static final String USUAL_TEXT = String.join(
            "\n",
            "L'équipe de la pharmacie le lira dès que possible pendant les heures d'ouverture.",
            "Lorsque vous venez chercher vos médicaments, apportez l'original de votre ordonnance : la photo ou la copie ne "
                    + "le remplace pas.",
            "En cas d'urgence, appelez le 15 ou le 112.");

    private final OutgoingCopies outgoing;
    private final Oppositions oppositions;

    public Acknowledgements(FlowPorts ports) {
        this.outgoing = new OutgoingCopies(ports.security(), ports.bals(), OtherPatients::hiddenFrom);
        this.oppositions = ports.oppositions();
    }

    /**
     * The answer to a message, ready to be queued; empty where the pharmacy sends none, where the message is not one that
     * a machine may answer, where the patient wants no mail, or where S/MIME is required and impossible.
     *
     * @param header of what the pharmacy reads of the message
     * @param here the time at the pharmacy
     */
    Optional<Delivery> to(
            HeaderSection header,
            Envelope envelope,
            Bal.Organisational pharmacy,
            ConversationKey key,
            Instant now,
            Instant here) {
        Optional<PharmacyService.Acknowledgement> wanted = pharmacy.service().acknowledgement();
        if (wanted.isEmpty()
                || envelope.sender().isEmpty()
                || AutomaticAnswer.isAutomatic(header)
                || oppositions.opposes(key.patient())) {
            return Optional.empty();
        }
        QueueId id = QueueId.random();
        RawMessage message = AutomaticAnswer.write(
                header,
                pharmacy,
                key.patient().address(),
                "Bien reçu : " + AutomaticAnswer.subject(header),
                words(pharmacy, wanted.get(), here),
                id,
                now);
        Envelope answer = new Envelope(pharmacy.address(), key.patient().address());
        try (OutgoingCopies.Made made = outgoing.make(message, HeaderSection.read(message), pharmacy, answer, now)) {
            if (made.refusal().isPresent()) {
                return Optional.empty();
            }
            List<Copy> copies = new ArrayList<>();
            for (Copy copy : made.copies()) {
                copies.add(AutomaticAnswer.inMemory(copy));
            }
            AuditEvent event = AuditEvent.of(
                    now,
                    Kind.PATIENT_ACKNOWLEDGED,
                    "gateway",
                    "id",
                    id,
                    "patient",
                    key.patient(),
                    "bal",
                    pharmacy.address());
            return Optional.of(new Delivery(
                    id, now, Optional.empty(), Optional.empty(), false, copies, List.of(), List.of(event)));
        } catch (MalformedMessage e) {
            throw new IllegalStateException("an acknowledgement of our own cannot be read", e);
        } catch (IOException e) {
            return Optional.empty(); // the patient's message counts more than the answer to it
        }
    }

    static String words(Bal.Organisational pharmacy, PharmacyService.Acknowledgement wanted, Instant here) {
        List<String> lines = new ArrayList<>(List.of(
                "Bonjour,",
                "",
                "Votre message a bien été remis à : " + pharmacy.displayName() + ".",
                "Cet accusé de réception est automatique.",
                ""));
        lines.addAll(wanted.text().orElse(USUAL_TEXT).lines().toList());
        pharmacy.service().openingHours().ifPresent(hours -> {
            if (!hours.isOpen(here)) {
                lines.add("");
                lines.add(closedNow(hours, here));
            }
            lines.add("");
            lines.add("Horaires d'ouverture :");
            lines.addAll(hours.inFrench());
        });
        lines.add("");
        lines.add(pharmacy.displayName());
        lines.add("");
        return String.join("\r\n", lines);
    }

    private static String closedNow(OpeningHours hours, Instant here) {
        return "La pharmacie est fermée en ce moment"
                + hours.nextOpening(here)
                        .map(at -> " ; elle ouvre " + FrenchDates.dayAndTime(at, hours.zone()) + ".")
                        .orElse(".");
    }
}
