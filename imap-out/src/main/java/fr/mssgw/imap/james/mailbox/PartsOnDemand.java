package fr.mssgw.imap.james.mailbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Iterator;
import org.apache.james.mailbox.exception.MailboxException;
import org.apache.james.mailbox.model.Content;
import org.apache.james.mailbox.model.Header;
import org.apache.james.mailbox.model.MimePath;
import org.apache.james.mailbox.store.MessageResultImpl;
import org.apache.james.mailbox.store.mail.model.MailboxMessage;
import org.apache.james.mailbox.store.streaming.PartContentBuilder;
import org.apache.james.mime4j.MimeException;

/**
 * A message whose parts are read when FETCH writes them. James 3.8.1 loads what it was told beforehand, and forgets all
 * but the first section that a command asks of one part: {@code (BODY[2.MIME] BODY[2])} answered an empty BODY[2].
 */
final class PartsOnDemand extends MessageResultImpl {
    private final MailboxMessage message;

    PartsOnDemand(MailboxMessage message) {
        super(message);
        this.message = message;
    }

    private interface Section<T> {
        T of(PartContentBuilder part) throws IOException, MimeException, MailboxException;
    }

    /** What is no good MIME, or not there, is empty. */
    private <T> T read(MimePath path, Section<T> section) {
        PartContentBuilder part = new PartContentBuilder();
        try (InputStream whole = message.getFullContent()) {
            part.parse(whole);
            try {
                for (int position : path.getPositions()) {
                    part.to(position);
                }
                return section.of(part);
            } catch (MimeException nowhere) {
                part.markEmpty();
                return section.of(part);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + path + " of " + message, e);
        } catch (MimeException | MailboxException e) {
            throw new IllegalStateException("an empty part of " + message + " cannot be read", e);
        }
    }

    @Override
    public Content getBody(MimePath path) {
        return read(path, PartContentBuilder::getMessageBodyContent);
    }

    @Override
    public Content getMimeBody(MimePath path) {
        return read(path, PartContentBuilder::getMimeBodyContent);
    }

    @Override
    public Content getFullContent(MimePath path) {
        return read(path, PartContentBuilder::getFullContent);
    }

    @Override
    public Iterator<Header> iterateHeaders(MimePath path) {
        return read(path, PartContentBuilder::getMessageHeaders).iterator();
    }

    @Override
    public Iterator<Header> iterateMimeHeaders(MimePath path) {
        return read(path, PartContentBuilder::getMimeHeaders).iterator();
    }
}
