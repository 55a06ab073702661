package fr.mssgw.sandbox.mes;

import fr.mssgw.sandbox.Cast;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One patient's messages and contacts, in memory; the files are what lasts. Thread-safe. */
final class PatientSpace {
    /** The newest messages that stay in the list; older ones stay in the folder. */
    static final int MOST_LISTED = 5_000;

    /**
     * A message in the list.
     *
     * @param id its name in the folder
     * @param contact whom an answer goes to
     * @param receiptTo who asks to be told that it was read (RFC 8098), or empty
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
            List<String> files,
            String receiptTo) {}

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

    /** What became of a receipt: {@code requested} waits for the patient or its time, {@code sent} or {@code refused}. */
    record Receipt(String state, String reply) {
        String shown() {
            return switch (state) {
                case "sent" -> "envoyé";
                case "refused" -> "refusé par l'opérateur";
                default -> "en attente d'envoi";
            };
        }
    }

    private final String id;
    private final Cast.Person person;
    private final Set<String> read = new HashSet<>();
    private final Map<String, Receipt> receipts = new HashMap<>();
    private final List<Received> received = new ArrayList<>();
    private final List<Sent> sent = new ArrayList<>();
    private final Map<String, Contact> contacts = new LinkedHashMap<>();

    /** @param id what names the patient in addresses, {@link PatientIds} */
    PatientSpace(String id, Cast.Person person) {
        this.id = id;
        this.person = person;
    }

    String id() {
        return id;
    }

    /** The address of the patient's pages, without the matricule. */
    String home() {
        return "/patients/" + id;
    }

    /** Whether mail leaves this space at all. */
    boolean mayWrite() {
        return person.profile().equals("open");
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
                    message.from().toLowerCase(Locale.ROOT),
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

    /** Whether this address may be answered: it wrote, and did not end the exchange since. */
    synchronized boolean isOpen(String address) {
        Contact contact = contacts.get(address.toLowerCase(Locale.ROOT));
        return contact != null && contact.open();
    }

    /** All whom the patient heard from or wrote to, in lower case. */
    synchronized Set<String> correspondents() {
        Set<String> addresses = new HashSet<>(contacts.keySet());
        sent.stream()
                .filter(Sent::accepted)
                .forEach(message -> addresses.add(message.to().toLowerCase(Locale.ROOT)));
        return addresses;
    }

    /** @return whether it was unread until now */
    synchronized boolean markRead(String message) {
        return read.add(message);
    }

    synchronized boolean isRead(String message) {
        return read.contains(message);
    }

    synchronized long unread() {
        return received.stream().filter(message -> !read.contains(message.id())).count();
    }

    synchronized void keep(String message, Receipt receipt) {
        receipts.put(message, receipt);
    }

    synchronized Optional<Receipt> receipt(String message) {
        return Optional.ofNullable(receipts.get(message));
    }
}
