package fr.mssgw.relay;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One reply of a peer, well-formed and bounded (RFC 5321 §4.2).
 *
 * @param lines without code and line ending; at least one
 */
record PeerReply(int code, List<String> lines) {
    private static final Pattern ENHANCED = Pattern.compile("([245]\\.\\d{1,3}\\.\\d{1,3})(?:\\s.*)?");

    PeerReply {
        lines = List.copyOf(lines);
    }

    boolean positive() {
        return code >= 200 && code < 300;
    }

    boolean goesOn() {
        return code == 354;
    }

    boolean permanent() {
        return code >= 500;
    }

    /** The peer ends the session (RFC 5321 §3.8). */
    boolean closing() {
        return code == 421;
    }

    /** The enhanced code where one of the code's own class is given (RFC 2034), else one made from the code. */
    String status() {
        int kind = code / 100 == 3 ? 4 : code / 100;
        Matcher said = ENHANCED.matcher(lines.get(0));
        return said.matches() && said.group(1).charAt(0) - '0' == kind ? said.group(1) : kind + ".0.0";
    }

    String text() {
        return String.join(" ", lines).strip();
    }
}
