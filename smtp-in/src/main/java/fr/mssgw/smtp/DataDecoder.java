package fr.mssgw.smtp;

import fr.mssgw.core.mail.LineEnds;
import fr.mssgw.core.policy.Rules;
import fr.mssgw.core.policy.Verdict;
import java.io.ByteArrayOutputStream;
import java.util.Optional;

/**
 * Reads what follows DATA, octet by octet: takes the stuffed dots off (RFC 5321 §4.5.2) and finds the end, which is
 * {@code <CRLF>.<CRLF>} and nothing else.
 *
 * <p>A CR or LF that stands alone ends the reading for good (RFC 5321 §2.3.8): servers that disagree about such a line
 * let a second, forged message through ("SMTP smuggling"; James 3.8.1 itself ends DATA at {@code .X<LF>}, see
 * docs/james.md §1). Not thread-safe.
 */
public final class DataDecoder {
    /** Where the reading stands. */
    public enum State {
        /** More octets are awaited. */
        OPEN,
        /** The end was found. */
        ENDED,
        /** A CR or LF stood alone. */
        BROKEN
    }

    /** RFC 5321 §4.5.3.1.6 asks for 1,000; clients exceed it in HTML, and a signature forbids to cut the line. */
    public static final int LONGEST_LINE = 64 * 1024;

    private static final Verdict.Refuse BARE_LINE_END =
            new Verdict.Refuse(Rules.BARE_LINE_END, "le message contient un retour chariot ou un saut de ligne isolé");
    private static final Verdict.Refuse LONG_LINE = new Verdict.Refuse(
            Rules.MALFORMED_MESSAGE, "le message contient une ligne de plus de " + LONGEST_LINE + " octets");
    private static final Verdict.Refuse NUL =
            new Verdict.Refuse(Rules.MALFORMED_MESSAGE, "le message contient un octet nul, il faut l'encoder");

    private enum At {
        LINE_START,
        INSIDE,
        /** After a CR inside a line. */
        CR,
        /** After a dot at the start of a line. */
        DOT,
        /** After a dot and CR at the start of a line. */
        DOT_CR
    }

    private At at = At.LINE_START;
    private State state = State.OPEN;
    private int lineLength;
    private boolean longLine;
    private boolean nul;

    /**
     * Reads up to the end of the message or of the octets, whichever comes first.
     *
     * @param text receives what belongs to the message
     * @return how many octets were used
     */
    public int read(byte[] octets, int offset, int length, ByteArrayOutputStream text) {
        int used = decode(octets, offset, length, text);
        nul |= LineEnds.holdNul(octets, offset, offset + used);
        return used;
    }

    private int decode(byte[] octets, int offset, int length, ByteArrayOutputStream text) {
        int end = offset + length;
        int copied = offset; // what lies between here and i belongs to the message and is not yet copied
        for (int i = offset; i < end; i++) {
            byte octet = octets[i];
            switch (at) {
                case LINE_START -> {
                    if (octet == '.') {
                        text.write(octets, copied, i - copied);
                        copied = i + 1;
                        at = At.DOT;
                    } else {
                        inside(octet);
                    }
                }
                case INSIDE -> {
                    int lineEnd = LineEnds.feedOrReturn(octets, i, end);
                    lineLength += lineEnd - i;
                    longLine |= lineLength > LONGEST_LINE;
                    i = lineEnd;
                    if (i < end) {
                        inside(octets[i]);
                    } else {
                        i--; // all of it is inside
                    }
                }
                case CR -> {
                    if (octet == '\n') {
                        at = At.LINE_START;
                        lineLength = 0;
                    } else {
                        state = State.BROKEN;
                    }
                }
                case DOT -> {
                    if (octet == '\r') {
                        text.write(octets, copied, i - copied);
                        copied = i + 1;
                        at = At.DOT_CR;
                    } else {
                        inside(octet); // the first dot goes, whatever follows it
                    }
                }
                case DOT_CR -> state = octet == '\n' ? State.ENDED : State.BROKEN;
            }
            if (state != State.OPEN) {
                return i + 1 - offset;
            }
        }
        text.write(octets, copied, end - copied);
        return length;
    }

    private void inside(byte octet) {
        if (octet == '\n') {
            state = State.BROKEN;
        } else if (octet == '\r') {
            at = At.CR;
        } else {
            at = At.INSIDE;
            longLine |= ++lineLength > LONGEST_LINE;
        }
    }

    public State state() {
        return state;
    }

    /**
     * What the message is refused for by its octets alone, whatever it says; empty where nothing speaks against it so far.
     * Lines have {@link #LONGEST_LINE} octets at most. Data with a NUL is binary (RFC 2045 §2.9), for which SMTP needs
     * BINARYMIME (RFC 3030 §3), which is not offered; IMAP cannot send it (RFC 3501 §4.3.1), and readers in C stop at it.
     */
    public Optional<Verdict.Refuse> refusal() {
        if (state == State.BROKEN) {
            return Optional.of(BARE_LINE_END);
        }
        return longLine ? Optional.of(LONG_LINE) : nul ? Optional.of(NUL) : Optional.empty();
    }
}
