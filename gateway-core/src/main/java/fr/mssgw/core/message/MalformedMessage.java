package fr.mssgw.core.message;

/** A message whose structure cannot be read or exceeds a bound; the text, in French, is for the sender. */
public final class MalformedMessage extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;

    public MalformedMessage(String reason) {
        super(reason);
        this.reason = reason;
    }

    /** What is wrong, and where, in French; of the message's text it repeats no more than the name of a field. */
    public String reason() {
        return reason;
    }
}
