package fr.mssgw.core.delivery;

import fr.mssgw.core.conversation.ConversationKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * By what a document is known again when the same patient sends it to the same BAL: a SHA-256 over the pair and the
 * document, so that neither the document nor that two patients have the same one can be read from it.
 *
 * @param hex 64 digits
 */
public record DocumentMark(String hex) {
    /** @param sha256 of the file, decoded, in hexadecimal */
    public static DocumentMark of(ConversationKey pair, String sha256) {
        String text = "mssgw document " + pair.patient().matricule() + " "
                + pair.contact().wireForm() + " " + sha256;
        try {
            return new DocumentMark(HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII))));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
