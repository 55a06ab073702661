package fr.mssgw.core.identity;

/** An address that cannot be read. The message never repeats a patient's matricule. */
public final class MalformedAddress extends IllegalArgumentException {
    /** What is wrong, so that the caller can choose the rule to quote. */
    public enum Fault {
        /** Not of the form local-part@domain that MSSanté uses. */
        SYNTAX,
        /** A patient's address whose matricule has not the form of an INS. */
        INS_FORM,
        /** A patient's address whose matricule does not match its key. */
        INS_KEY
    }

    private final Fault fault;

    public MalformedAddress(Fault fault, String message) {
        super(message);
        this.fault = fault;
    }

    public Fault fault() {
        return fault;
    }
}
