package fr.mssgw.sandbox.smime;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.util.Properties;

/** A message as Jakarta Mail reads it. */
final class ParsedMail {
    private static final Session SESSION = Session.getInstance(new Properties());

    private ParsedMail() {}

    static MimeMessage of(byte[] message) throws MessagingException {
        return new MimeMessage(SESSION, new ByteArrayInputStream(message));
    }
}
