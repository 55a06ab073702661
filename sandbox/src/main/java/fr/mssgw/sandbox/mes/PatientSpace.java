package fr.mssgw.sandbox.mes;

import fr.mssgw.sandbox.Cast;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One patient's messages and contacts, in memory; the files are what lasts. Thread-safe. */
final class PatientSpace {
    /** The newest messages that stay in the list; older ones stay in the folder. */
    static final int MOST_LISTED = 5_000;

    /**
     * A message in the list.
     *
     * @param id its name in the folder
     * @param contact whom an answer goes to
     */
    record Received(
            String id,
            String from,
            String fromName,
            String contact,
            String subject,
            String messageId,
            String received,
            boolean ends,
            List<String> files) {}

    /** @param open whether the professional still wants answers */
    record Contact(String address, String name, boolean open) {}

    /** A message that the patient sent, and what the gateway said. */
    record Sent(
            String id,
            String to,
            String subject,
            String date,
            boolean accepted,
            int code,
            String enhanced,
            String reply,
            String messageId,
            List<String> files) {}

    private final Cast.Person person;
    private final List<Received> received = new ArrayList<>();
    private final List<Sent> sent = new ArrayList<>();
    private final Map<String, Contact> contacts = new LinkedHashMap<>();

    PatientSpace(Cast.Person person) {
        this.person = person;
    }

    Cast.Person person() {
        return person;
    }

    /** Keeps a message, and opens or ends the exchange with its contact. */
    synchronized void add(Received message) {
        received.add(message);
        if (received.size() > MOST_LISTED) {
            received.remove(0);
        }
        String name = message.contact().equalsIgnoreCase(message.from()) ? message.fromName() : "";
        contacts.put(message.contact(), new Contact(message.contact(), name, !message.ends()));
        if (message.ends()) {
            // the end of the exchanges is the sender's, whatever address its answers went to
            contacts.computeIfPresent(
                    message.from().toLowerCase(java.util.Locale.ROOT),
                    (address, contact) -> new Contact(address, contact.name(), false));
        }
    }

    synchronized void add(Sent message) {
        sent.add(message);
        if (sent.size() > MOST_LISTED) {
            sent.remove(0);
        }
    }

    /** The newest first. */
    synchronized List<Received> received() {
        List<Received> newest = new ArrayList<>(received);
        Collections.reverse(newest);
        return newest;
    }

    synchronized List<Sent> sent() {
        List<Sent> newest = new ArrayList<>(sent);
        Collections.reverse(newest);
        return newest;
    }

    synchronized List<Contact> contacts() {
        return List.copyOf(contacts.values());
    }

    synchronized Optional<Received> message(String id) {
        return received.stream().filter(message -> message.id().equals(id)).findFirst();
    }
}
