package fr.mssgw.imap.james.connection;

import java.io.IOException;
import org.apache.james.imap.api.message.response.ImapResponseMessage;
import org.apache.james.imap.api.process.ImapProcessor;
import org.apache.james.imap.encode.ImapEncoder;
import org.apache.james.imap.encode.base.ImapResponseComposerImpl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Encodes the answers to one command. An answer goes out whole: those of a command and those that another thread pushes
 * into an IDLE share one lock per connection, and nothing stays behind after a literal.
 */
final class Answers implements ImapProcessor.Responder {
    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

    private final ImapEncoder encoder;
    private final ImapResponseComposerImpl composer;
    private final CountingWriter writer;
    private final Object connection;

    Answers(ImapEncoder encoder, ResponseWriter to, Object connection) {
        this.encoder = encoder;
        this.writer = new CountingWriter(to);
        this.composer = new ImapResponseComposerImpl(writer);
        this.writer.composer = composer;
        this.connection = connection;
    }

    @Override
    public void respond(ImapResponseMessage message) {
        synchronized (connection) {
            try {
                if (message instanceof Octets encoded) {
                    composer.flush();
                    encoded.writeTo(writer.to);
                    return;
                }
                encoder.encode(message, composer);
                if (writer.wroteLiteral) {
                    writer.wroteLiteral = false;
                    composer.flush();
                }
            } catch (IOException e) {
                LOG.warn("an IMAP answer could not be written: {}", e.getMessage());
            }
        }
    }

    @Override
    public void flush() {
        synchronized (connection) {
            try {
                composer.flush();
            } catch (IOException e) {
                LOG.warn("IMAP answers could not be flushed: {}", e.getMessage());
            }
        }
    }

    /** Lets out what the composer holds before a literal, and remembers that there was one. */
    private static final class CountingWriter implements org.apache.james.imap.encode.ImapResponseWriter {
        private final ResponseWriter to;
        private org.apache.james.imap.encode.base.@org.jspecify.annotations.Nullable ImapResponseComposerImpl composer;
        private boolean wroteLiteral;

        CountingWriter(ResponseWriter to) {
            this.to = to;
        }

        @Override
        public void write(byte[] octets) {
            to.write(octets);
        }

        @Override
        public void write(org.apache.james.imap.message.Literal literal) throws IOException {
            ImapResponseComposerImpl before = composer;
            if (before != null) {
                before.flush();
            }
            wroteLiteral = true;
            to.write(literal);
        }
    }
}
