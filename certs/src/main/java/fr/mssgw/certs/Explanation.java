package fr.mssgw.certs;

import fr.mssgw.core.mail.Enclosure;
import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.core.mail.HeaderSection.Field;
import fr.mssgw.core.mail.Mixed;
import fr.mssgw.core.message.MessageSpool;
import fr.mssgw.core.message.RawMessage;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a reader gets in the place of a message that cannot be opened: why, what to do, and the original attached. */
final class Explanation {
    private static final Logger LOG = LoggerFactory.getLogger(Explanation.class);
    private static final String TEXT =
            """
            Bonjour,

            Ce message est arrivé chiffré ou signé, et la passerelle MSSanté n'a pas pu l'ouvrir :
            il n'a été chiffré pour aucun certificat de cette boîte aux lettres, il l'a été par un
            algorithme que la passerelle ne connaît pas, ou il est endommagé.

            Demandez à son expéditeur de le renvoyer, chiffré avec le certificat actuel de cette
            boîte aux lettres, ou sans chiffrement : les échanges MSSanté sont déjà protégés.

            Le message d'origine est joint.
            """;

    private final MessageSpool spool;

    Explanation(MessageSpool spool) {
        this.spool = spool;
    }

    /** @param reason for the log */
    RawMessage around(RawMessage original, String reason) throws IOException {
        LOG.info("a message could not be opened: {}", reason);
        Mixed content = Mixed.of(TEXT, List.of(Enclosure.file("message-original.eml", original)));
        try (MessageSpool.Draft draft = spool.draft();
                InputStream body = content.body().open()) {
            draft.write(HeaderSection.lenient(original).messageFields().renderFields());
            draft.write(Field.of("MIME-Version", "1.0").octets());
            for (Field field : content.fields()) {
                draft.write(field.octets());
            }
            draft.write(new byte[] {'\r', '\n'});
            body.transferTo(draft);
            return draft.finish();
        }
    }
}
