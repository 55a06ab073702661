package fr.mssgw.core.conversation;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What {@code X-MSSGW-Conversation} calls a pair: always the same for the same pair, and not the matricule. It keeps
 * software from having to handle the matricule, but does not hide it from who tries them all; it stands only in
 * messages whose From shows it anyway, and never in a log.
 */
public record ConversationId(String value) {
    public static ConversationId of(ConversationKey key) {
        String pair = key.patient().matricule() + " " + key.contact().wireForm();
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(("mssgw conversation " + pair).getBytes(StandardCharsets.US_ASCII));
            return new ConversationId(HexFormat.of().formatHex(digest, 0, 10));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
