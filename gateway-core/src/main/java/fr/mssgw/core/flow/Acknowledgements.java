package fr.mssgw.core.flow;

import fr.mssgw.core.audit.AuditEvent;
import fr.mssgw.core.audit.AuditEvent.Kind;
import fr.mssgw.core.conversation.ConversationKey;
import fr.mssgw.core.delivery.Copy;
import fr.mssgw.core.delivery.Delivery;
import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.identity.FrenchDates;
import fr.mssgw.core.identity.OpeningHours;
import fr.mssgw.core.identity.PharmacyService;
import fr.mssgw.core.message.EncodedWords;
import fr.mssgw.core.message.Envelope;
import fr.mssgw.core.message.HeaderSection;
import fr.mssgw.core.message.MalformedMessage;
import fr.mssgw.core.message.QueueId;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.message.TraceFields;
import fr.mssgw.core.port.Oppositions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The pharmacy's automatic answer to a patient (RFC 3834): it comes from the pharmacy's BAL, with the null sender, so
 * that nothing answers it; it goes to nobody but the patient who wrote, and never to what a machine sent. It is no step
 * of the conversation: who may write to whom is what the patient's own message made it.
 */
final class Acknowledgements {
    private static final int MAX_SUBJECT = 200;
    private static final int MAX_REFERENCES = 20;
    private static final Set<String> BULK = Set.of("bulk", "list", "junk");
    private static final String USUAL_TEXT = String.join(
            "\n",
            "L'équipe de la pharmacie le lira dès que possible pendant les heures d'ouverture.",
            "Lorsque vous venez chercher vos médicaments, apportez l'original de votre ordonnance : la photo ou la copie ne "
                    + "le remplace pas.",
            "En cas d'urgence, appelez le 15 ou le 112.");

    private final OutgoingCopies outgoing;
    private final Oppositions oppositions;

    Acknowledgements(OutgoingCopies outgoing, Oppositions oppositions) {
        this.outgoing = outgoing;
        this.oppositions = oppositions;
    }

    /**
     * The answer to a message, ready to be queued; empty where the pharmacy sends none, where the message is not one that
     * a machine may answer, where the patient wants no mail, or where S/MIME is required and impossible.
     *
     * @param here the time at the pharmacy
     */
    Optional<Delivery> to(
            InboundMessage in,
            Envelope envelope,
            Bal.Organisational pharmacy,
            ConversationKey key,
            Instant now,
            Instant here) {
        Optional<PharmacyService.Acknowledgement> wanted = pharmacy.service().acknowledgement();
        if (wanted.isEmpty() || !mayBeAnswered(envelope, in.header()) || oppositions.opposes(key.patient())) {
            return Optional.empty();
        }
        QueueId id = QueueId.random();
        RawMessage message = write(in.header(), pharmacy, wanted.get(), key, id, now, here);
        Envelope answer = new Envelope(pharmacy.address(), key.patient().address());
        try (OutgoingCopies.Made made = outgoing.make(message, HeaderSection.read(message), pharmacy, answer, now)) {
            if (made.refusal().isPresent()) {
                return Optional.empty();
            }
            List<Copy> copies = new ArrayList<>();
            for (Copy copy : made.copies()) {
                copies.add(inMemory(copy));
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

    /** RFC 3834 §2 and §4; a patient's receipts are no messages and never come here. */
    private static boolean mayBeAnswered(Envelope envelope, HeaderSection header) {
        boolean person = header.values("Auto-Submitted").stream()
                .allMatch(value -> value.toLowerCase(Locale.ROOT).matches("no\\s*(;.*|\\(.*)?"));
        boolean bulk =
                header.values("Precedence").stream().anyMatch(value -> BULK.contains(value.toLowerCase(Locale.ROOT)));
        return envelope.sender().isPresent()
                && person
                && !bulk
                && !header.has("List-Id")
                && !header.mediaType().equals("multipart/report");
    }

    /** S/MIME's content may lie in a file that is gone by the time of the commit. */
    private static Copy inMemory(Copy copy) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try (InputStream stream = copy.source().open()) {
            stream.skipNBytes(copy.bodyOffset());
            stream.transferTo(body);
        }
        return new Copy(copy.header(), RawMessage.of(body.toByteArray()), 0, copy.placements(), copy.queued());
    }

    private static RawMessage write(
            HeaderSection answered,
            Bal.Organisational pharmacy,
            PharmacyService.Acknowledgement wanted,
            ConversationKey key,
            QueueId id,
            Instant now,
            Instant here) {
        String message = "Date: " + TraceFields.date(now) + "\r\n"
                + "From: " + EncodedWords.encode(pharmacy.displayName()) + "\r\n <"
                + pharmacy.address().wireForm() + ">\r\n"
                + "To: <" + key.patient().address().wireForm() + ">\r\n"
                + "Message-ID: <" + id + "@" + pharmacy.address().domain() + ">\r\n"
                + threading(answered)
                + "Subject: " + EncodedWords.encode("Bien reçu : " + subject(answered)) + "\r\n"
                + "Auto-Submitted: auto-replied\r\n"
                + "MIME-Version: 1.0\r\n"
                + "Content-Type: text/plain; charset=utf-8\r\n"
                + "Content-Transfer-Encoding: base64\r\n"
                + "\r\n"
                + Base64.getMimeEncoder()
                        .encodeToString(words(pharmacy, wanted, here).getBytes(StandardCharsets.UTF_8))
                + "\r\n";
        return RawMessage.of(message.getBytes(StandardCharsets.US_ASCII));
    }

    /** RFC 5322 §3.6.4, with no more than the newest references. */
    private static String threading(HeaderSection answered) {
        List<String> own = ids(answered, "Message-ID");
        if (own.size() != 1) {
            return "";
        }
        List<String> references = new ArrayList<>(ids(answered, "References"));
        references.remove(own.get(0));
        references.add(own.get(0));
        List<String> newest = references.subList(Math.max(0, references.size() - MAX_REFERENCES), references.size());
        return "In-Reply-To: " + own.get(0) + "\r\nReferences: " + String.join("\r\n ", newest) + "\r\n";
    }

    private static List<String> ids(HeaderSection header, String field) {
        return header.values(field).stream()
                .flatMap(value -> List.of(value.split("\\s+")).stream())
                .filter(id -> id.matches("<[!-;=?-~]{1,250}>"))
                .toList();
    }

    private static String subject(HeaderSection answered) {
        String subject = answered.subject().replaceAll("\\p{Cntrl}+", " ").strip();
        if (subject.isEmpty()) {
            return "votre message";
        }
        return subject.codePointCount(0, subject.length()) > MAX_SUBJECT
                ? subject.substring(0, subject.offsetByCodePoints(0, MAX_SUBJECT)) + "…"
                : subject;
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
