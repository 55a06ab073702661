package fr.mssgw.bench;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Messages of a chosen size, as they go on the wire. */
final class TestMail {
    private TestMail() {}

    /** Text of the asked size in lines of 76 characters, no line beginning with a dot. */
    static byte[] of(String from, String to, String subject, int size) {
        StringBuilder text = new StringBuilder(size + 200)
                .append("From: <")
                .append(from)
                .append(">\r\nTo: <")
                .append(to)
                .append(">\r\nSubject: ")
                .append(subject)
                .append("\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n");
        char[] line = new char[76];
        Arrays.fill(line, 'm');
        while (text.length() < size - 78) {
            text.append(line).append("\r\n");
        }
        return text.append("fin\r\n").toString().getBytes(StandardCharsets.US_ASCII);
    }
}
