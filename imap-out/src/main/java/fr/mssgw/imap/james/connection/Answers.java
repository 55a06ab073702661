package fr.mssgw.imap.james.connection;

import com.google.common.util.concurrent.Uninterruptibles;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.james.imap.api.message.response.ImapResponseMessage;
import org.apache.james.imap.api.process.ImapProcessor;
import org.apache.james.imap.encode.ImapEncoder;
import org.apache.james.imap.encode.base.ImapResponseComposerImpl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Encodes the answers to one command. An answer goes out whole: those of a command and those that another thread pushes
 * into an IDLE share one lock per connection, and nothing stays behind after a literal. A command keeps the lock while it
 * waits for its reader; who has news for that client does not wait with it.
 */
final class Answers implements ImapProcessor.Responder {
    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

    /** More than the commands of a client that reads take for what they write at once. */
    private static final long LONGEST_PUSH_MILLIS = 1_000;

    private final ImapEncoder encoder;
    private final ImapResponseComposerImpl composer;
    private final CountingWriter writer;
    private final ReentrantLock connection;
    private final boolean stops;

    /** @param stops whether the command has done its work by its first answer, or may leave it when its client has left */
    Answers(ImapEncoder encoder, ResponseWriter to, ReentrantLock connection, boolean stops) {
        this.encoder = encoder;
        this.writer = new CountingWriter(to);
        this.composer = new ImapResponseComposerImpl(writer);
        this.writer.composer = composer;
        this.connection = connection;
        this.stops = stops;
    }

    @Override
    public void respond(ImapResponseMessage message) {
        write(() -> {
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
        });
    }

    @Override
    public void flush() {
        write(composer::flush);
    }

    /** A part of an answer on its way. */
    private interface Writing {
        void run() throws IOException;
    }

    /** @throws NoLongerWanted to the command, when its client has left and it may stop */
    private void write(Writing writing) {
        if (stops && writer.to.isCommand() && !writer.to.isConnected()) {
            throw new NoLongerWanted();
        }
        if (!enter()) {
            writer.to.cut("reads too slowly for what it is told");
            return;
        }
        try {
            writing.run();
        } catch (IOException e) {
            LOG.warn("an IMAP answer could not be written: {}", e.getMessage());
        } finally {
            connection.unlock();
        }
    }

    /** Also on a thread that is interrupted: its own command is ended, not the client that it tells. */
    private boolean enter() {
        if (writer.to.isCommand()) {
            connection.lock();
            return true;
        }
        return Uninterruptibles.tryLockUninterruptibly(connection, LONGEST_PUSH_MILLIS, TimeUnit.MILLISECONDS);
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
