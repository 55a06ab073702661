package fr.mssgw.core.mail;

/**
 * The bound that a mail passes, and where it does so first.
 *
 * @param part number as in IMAP (RFC 3501 §6.4.5), such as {@code 2.1}; empty for the mail itself
 * @param detail the field, in French, such as {@code champ References}; empty where no single one passes it
 */
public record Excess(Bounds.Passed bound, String part, String detail) {
    /** What the message has, in French, such as {@code plus de 20 niveaux imbriqués (partie 2.1)}. */
    public String french() {
        return bound.french() + Place.french(part, detail);
    }
}
