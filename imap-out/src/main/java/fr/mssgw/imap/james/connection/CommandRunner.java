package fr.mssgw.imap.james.connection;

import fr.mssgw.core.policy.AsciiText;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.james.imap.api.ImapMessage;
import org.apache.james.imap.api.message.request.ImapRequest;
import org.apache.james.imap.api.process.ImapLineHandler;
import org.apache.james.imap.message.request.AbstractMailboxSelectionRequest;
import org.apache.james.imap.message.request.AbstractMessageRangeRequest;
import org.apache.james.imap.message.request.AppendRequest;
import org.apache.james.imap.message.request.CloseRequest;
import org.apache.james.imap.message.request.DeleteRequest;
import org.apache.james.imap.message.request.ExpungeRequest;
import org.apache.james.imap.message.request.FetchRequest;
import org.apache.james.imap.message.request.ReplaceRequest;
import org.apache.james.imap.message.request.SearchRequest;
import org.apache.james.imap.message.request.StoreRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** Runs the commands of one client on a thread that may block, one after the other. */
final class CommandRunner {
    private static final Logger LOG = LoggerFactory.getLogger(CommandRunner.class);

    private final Dialogue dialogue;
    private final ClientSession session;
    private final ResponseWriter writer;
    private final ReentrantLock answersLock;
    private final Mono<Void> closed;
    private final Runnable end;

    /**
     * @param closed ends what still runs when the connection does
     * @param end says goodbye to a client whose command takes too long
     */
    CommandRunner(
            Dialogue dialogue,
            ClientSession session,
            ResponseWriter writer,
            ReentrantLock answersLock,
            Mono<Void> closed,
            Runnable end) {
        this.dialogue = dialogue;
        this.session = session;
        this.writer = writer;
        this.answersLock = answersLock;
        this.closed = closed;
        this.end = end;
    }

    /** Answers them, as far as the connection lasts, and closes them. */
    void run(Batch batch) {
        writer.runs(Thread.currentThread());
        try (batch) {
            session.pipelines(batch.pipelined());
            for (Command command : batch.commands()) {
                ImapLineHandler handler = session.lineHandler();
                if (handler != null) {
                    watched("continuation", false, () -> handler.onLine(session, command.answer()));
                } else if (writer.isConnected()) {
                    execute(command);
                }
            }
        } catch (NoLongerWanted left) {
            LOG.debug("An IMAP command stopped since its client has left");
        } finally {
            session.pipelines(null);
            writer.flush();
            writer.runs(null);
        }
    }

    private void execute(Command command) {
        boolean tooDeep = Nesting.isTooDeep(command.lines());
        if (tooDeep && command.isSearch()) {
            answer(command, "NO [LIMIT] SEARCH " + AsciiText.of(SearchLimits.PASSED));
            return;
        }
        ImapMessage message = tooDeep ? null : CommandReader.read(command, dialogue.decoder(), session);
        if (message == null) {
            answer(command, "BAD commande illisible");
            return;
        }
        // REPLACE answers between what it adds and what it takes away
        Answers answers = new Answers(dialogue.encoder(), writer, answersLock, !(message instanceof ReplaceRequest));
        writer.gathers(message instanceof FetchRequest);
        String name =
                message instanceof ImapRequest request ? request.getCommand().getName() : "message";
        watched(name, isOfManyMessages(message), () -> {
            Mono.defer(() -> dialogue.processor().processReactive(message, answers, session))
                    .takeUntilOther(closed)
                    .block();
            answers.flush();
        });
    }

    private void answer(Command command, String text) {
        writer.write((command.tag() + " " + text + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private void watched(String name, boolean manyMessages, Runnable work) {
        try (var unused = dialogue.watch().begins(name, manyMessages, writer, end)) {
            work.run();
        }
    }

    private static boolean isOfManyMessages(ImapMessage message) {
        return message instanceof FetchRequest
                || message instanceof StoreRequest
                || message instanceof SearchRequest
                || message instanceof AbstractMessageRangeRequest
                || message instanceof ExpungeRequest
                || message instanceof CloseRequest
                || message instanceof DeleteRequest
                || message instanceof AbstractMailboxSelectionRequest
                || message instanceof AppendRequest
                || message instanceof ReplaceRequest;
    }
}
