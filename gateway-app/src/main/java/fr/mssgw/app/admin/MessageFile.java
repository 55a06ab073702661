package fr.mssgw.app.admin;

import fr.mssgw.core.mail.LineEnds;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.policy.Verdict;
import fr.mssgw.core.text.FileTrouble;
import fr.mssgw.smtp.DataDecoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A message that lies in a file, as DATA would have brought it. Lines that all end with LF alone are those of a file
 * saved on Unix: mail programs send them with CRLF. Where only some do, the message itself is broken, and SMTP refuses it
 * (RFC 5321 §2.3.8).
 *
 * @param refusal what SMTP answers before anybody judges the message
 * @param note what the operator should know of the file, in English
 */
record MessageFile(RawMessage message, Optional<Verdict.Refuse> refusal, Optional<String> note) {
    private static final byte[] CRLF = {'\r', '\n'};
    /** Octets; it is held in memory more than once while it is judged. */
    private static final int LARGEST = 100 * 1024 * 1024;

    static MessageFile read(Path file) throws AdminRefusal {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] octets = in.readNBytes(LARGEST + 1);
            if (octets.length > LARGEST) {
                throw new AdminRefusal(file + ": larger than " + LARGEST + " octets, which no message is");
            }
            return of(octets);
        } catch (IOException e) {
            throw new AdminRefusal(file + ": " + FileTrouble.of(e) + " (for the gateway, which reads it)");
        }
    }

    static MessageFile of(byte[] octets) {
        boolean unix = LineEnds.feed(octets, 0, octets.length) < octets.length && !holdsReturn(octets);
        byte[] sent = wire(octets, unix);
        DataDecoder decoder = new DataDecoder();
        ByteArrayOutputStream message = new ByteArrayOutputStream(sent.length);
        decoder.read(sent, 0, sent.length, message);
        Optional<Verdict.Refuse> refusal = decoder.refusal();
        Optional<String> note = Optional.empty();
        if (unix) {
            note = Optional.of(
                    "the file's lines end with LF alone, as one saved on Unix: judged with CRLF, as it is sent");
        } else if (decoder.state() == DataDecoder.State.BROKEN) {
            note = Optional.of(
                    "line " + (whole(octets) + 1)
                            + " of the file ends with a CR or LF alone, others with CRLF: SMTP refuses it and closes the session");
        }
        return new MessageFile(RawMessage.of(message.toByteArray()), refusal, note);
    }

    private static boolean holdsReturn(byte[] octets) {
        for (byte octet : octets) {
            if (octet == '\r') {
                return true;
            }
        }
        return false;
    }

    /** With a dot more before each line that begins with one (RFC 5321 §4.5.2), and an end of the last line. */
    private static byte[] wire(byte[] octets, boolean unix) {
        ByteArrayOutputStream wire = new ByteArrayOutputStream(octets.length + octets.length / 32 + 2);
        int at = 0;
        while (at < octets.length) {
            int feed = LineEnds.feed(octets, at, octets.length);
            if (octets[at] == '.') {
                wire.write('.');
            }
            wire.write(octets, at, feed - at);
            if (unix || feed == octets.length) {
                wire.writeBytes(CRLF);
            } else {
                wire.write('\n');
            }
            at = feed + 1;
        }
        return wire.toByteArray();
    }

    /** How many lines are well ended before the first that is not. */
    private static int whole(byte[] octets) {
        int lines = 0;
        int at = 0;
        while (at < octets.length) {
            int end = LineEnds.feedOrReturn(octets, at, octets.length);
            if (end + 1 >= octets.length || octets[end] != '\r' || octets[end + 1] != '\n') {
                break;
            }
            lines++;
            at = end + 2;
        }
        return lines;
    }
}
