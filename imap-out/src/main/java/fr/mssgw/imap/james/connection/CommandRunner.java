package fr.mssgw.imap.james.connection;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.james.imap.api.ImapMessage;
import org.apache.james.imap.api.process.ImapLineHandler;
import org.apache.james.imap.message.request.FetchRequest;
import reactor.core.publisher.Mono;

/** Runs the commands of one client on a thread that may block, one after the other. */
final class CommandRunner {
    private final Dialogue dialogue;
    private final ClientSession session;
    private final ResponseWriter writer;
    private final ReentrantLock answersLock;
    private final Mono<Void> closed;

    /** @param closed ends what still runs when the connection does */
    CommandRunner(
            Dialogue dialogue,
            ClientSession session,
            ResponseWriter writer,
            ReentrantLock answersLock,
            Mono<Void> closed) {
        this.dialogue = dialogue;
        this.session = session;
        this.writer = writer;
        this.answersLock = answersLock;
        this.closed = closed;
    }

    /** Answers them, as far as the connection lasts, and closes them. */
    void run(Batch batch) {
        writer.runs(Thread.currentThread());
        try (batch) {
            session.pipelines(batch.pipelined());
            for (Command command : batch.commands()) {
                ImapLineHandler handler = session.lineHandler();
                if (handler != null) {
                    handler.onLine(session, command.answer());
                } else if (writer.isConnected()) {
                    execute(command);
                }
            }
        } finally {
            session.pipelines(null);
            writer.flush();
            writer.runs(null);
        }
    }

    private void execute(Command command) {
        Answers answers = new Answers(dialogue.encoder(), writer, answersLock);
        ImapMessage message = CommandReader.read(command, dialogue.decoder(), session);
        if (message == null) {
            writer.write((command.tag() + " BAD commande illisible\r\n").getBytes(StandardCharsets.US_ASCII));
            return;
        }
        writer.gathers(message instanceof FetchRequest);
        Mono.defer(() -> dialogue.processor().processReactive(message, answers, session))
                .takeUntilOther(closed)
                .block();
        answers.flush();
    }
}
