package fr.mssgw.core.message;

/** A message whose structure cannot be read or exceeds a bound; the text, in French, is for the sender. */
public final class MalformedMessage extends Exception {
    private static final long serialVersionUID = 1L;

    public MalformedMessage(String message) {
        super(message);
    }
}
