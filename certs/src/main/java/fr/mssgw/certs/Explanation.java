package fr.mssgw.certs;

import fr.mssgw.core.mail.Structure;
import fr.mssgw.core.message.MessageSpool;
import fr.mssgw.core.message.RawMessage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a reader gets in the place of a message that cannot be opened: why, what to do, and the original attached. */
final class Explanation {
    private static final Logger LOG = LoggerFactory.getLogger(Explanation.class);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String TEXT =
            """
            Bonjour,

            Ce message est arrivé chiffré ou signé, et la passerelle MSSanté n'a pas pu l'ouvrir :
            il n'a été chiffré pour aucun certificat de cette boîte aux lettres, ou il est endommagé.

            Demandez à son expéditeur de le renvoyer, chiffré avec le certificat actuel de cette
            boîte aux lettres, ou sans chiffrement : les échanges MSSanté sont déjà protégés.

            Le message d'origine est joint, tel qu'il a été reçu.
            """;

    private final MessageSpool spool;

    Explanation(MessageSpool spool) {
        this.spool = spool;
    }

    /** @param reason for the log */
    RawMessage around(RawMessage original, String reason) throws IOException {
        LOG.info("a message could not be opened: {}", reason);
        byte[] random = new byte[16];
        RANDOM.nextBytes(random);
        String boundary = "----" + HexFormat.of().formatHex(random);
        byte[] text = TEXT.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
        try (MessageSpool.Draft draft = spool.draft();
                InputStream in = original.open()) {
            draft.write(Structure.read(original).root().header().messageFields().renderFields());
            draft.write(ascii("MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"" + boundary
                    + "\"\r\n\r\n--" + boundary
                    + "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"));
            draft.write(Base64.getMimeEncoder(76, new byte[] {'\r', '\n'}).encode(text));
            draft.write(ascii("\r\n--" + boundary + "\r\nContent-Type: message/rfc822\r\n"
                    + "Content-Transfer-Encoding: 8bit\r\n"
                    + "Content-Disposition: attachment; filename=\"message-original.eml\"\r\n\r\n"));
            in.transferTo(draft);
            draft.write(ascii("\r\n--" + boundary + "--\r\n"));
            return draft.finish();
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
