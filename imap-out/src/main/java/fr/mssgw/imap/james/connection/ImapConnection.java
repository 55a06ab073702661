package fr.mssgw.imap.james.connection;

import fr.mssgw.core.access.Login;
import fr.mssgw.core.text.Ascii;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.timeout.IdleStateEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.zip.DataFormatException;
import org.apache.james.imap.api.ImapSessionState;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Sinks;

/**
 * One client on the event loop. Octets become commands here; a command runs on a thread of its own, and until it is
 * done nothing more is read, so that pipelined commands keep their order and wait in the client's socket rather than in
 * our memory. Nothing that may block runs on the event loop. The lines that follow an IDLE or AUTHENTICATE take the same
 * path as commands.
 */
final class ImapConnection extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(ImapConnection.class);
    private static final long LAST_WORDS_SECONDS = 5;
    private static final int GATHERED_AT_MOST = 64 * 1024;
    private static final byte[] CONTINUE = ascii("+ Ok\r\n");

    private final Dialogue dialogue;
    private final Deque<ByteBuf> waiting = new ArrayDeque<>();
    private final Sinks.Empty<Void> closed = Sinks.empty();
    private final ReentrantLock answersLock = new ReentrantLock();
    private final CommandAssembler assembler;
    private @Nullable ClientSession session;
    private @Nullable ResponseWriter writer;
    private ClientSession.@Nullable Ending ending;
    private int gathered;
    private boolean busy;
    private boolean counted;
    private boolean implicitTls;
    private boolean over;
    private @Nullable Inflation inflation;

    ImapConnection(Dialogue dialogue) {
        this.dialogue = dialogue;
        this.assembler = new CommandAssembler(dialogue.spool(), dialogue.quota());
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        ResponseWriter answers = new ResponseWriter(context.channel(), dialogue.patience());
        ClientSession opened = new ClientSession(context.channel(), dialogue, new Changes(context, answers));
        session = opened;
        writer = answers;
        implicitTls = opened.isTLSActive();
        counted = dialogue.counter().enter(opened.remoteAddress());
        if (!counted) {
            refuse(context, opened);
            return;
        }
        if (dialogue.preauthentication().isEmpty() || !implicitTls) {
            greet(context, "OK");
        } // else when the handshake has shown whether there is a certificate
        context.executor()
                .schedule(
                        () -> {
                            if (opened.getState() == ImapSessionState.NON_AUTHENTICATED) {
                                bye(context, "identification trop tardive");
                            }
                        },
                        dialogue.loginTimeout().toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    /** Too many from there: as many again are told so, which under TLS takes a handshake; the others are just closed. */
    private void refuse(ChannelHandlerContext context, ClientSession refused) {
        if (dialogue.refusals().enter(refused.remoteAddress())) {
            refused.whenClosed(() -> dialogue.refusals().leave(refused.remoteAddress()));
            bye(context, "trop de connexions depuis cette adresse");
        } else {
            over = true;
            ResponseWriter.abort(context.channel());
        }
    }

    private void greet(ChannelHandlerContext context, String state) {
        context.writeAndFlush(text("* " + state + " IMAP4rev1 " + dialogue.hostname() + "\r\n"));
    }

    /** The certificate that the client showed opens the session, or the client logs in by itself (RFC 9051 §7.1.4). */
    private void preauthenticate(ChannelHandlerContext context, Function<ClientSession, Login> preauthentication) {
        ClientSession current = session;
        if (current == null || !counted) {
            return;
        }
        if (current.peerCertificates().isEmpty()) {
            greet(context, "OK");
            return;
        }
        busy = true;
        context.channel().config().setAutoRead(false);
        try {
            dialogue.commands().execute(() -> {
                Login login = preauthentication.apply(current);
                context.executor().execute(() -> {
                    if (login instanceof Login.Locked) {
                        bye(context, "trop d'echecs, reessayez plus tard");
                    } else {
                        greet(context, login instanceof Login.Granted ? "PREAUTH" : "OK");
                        finished(context, current);
                    }
                });
            });
        } catch (RejectedExecutionException tooMany) {
            bye(context, "trop de commandes en cours");
        }
    }

    /** What came together is looked at together, so that pipelined commands are seen as such. */
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf octets = (ByteBuf) message;
        waiting.addLast(octets);
        gathered += octets.readableBytes();
        if (busy) {
            context.channel().config().setAutoRead(false);
        } else if (gathered > GATHERED_AT_MOST) {
            takeGathered(context);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (!busy) {
            takeGathered(context);
        }
        context.fireChannelReadComplete();
    }

    private void takeGathered(ChannelHandlerContext context) {
        gathered = 0;
        takeWaiting(context);
    }

    private void takeWaiting(ChannelHandlerContext context) {
        Inflation inflating = inflation;
        if (inflating != null) {
            takeCompressed(context, inflating);
            return;
        }
        while (!busy && !waiting.isEmpty()) {
            ByteBuf octets = waiting.getFirst();
            ByteBuffer in = octets.nioBuffer();
            try {
                CommandAssembler.Step step = assembler.feed(in, limits());
                octets.skipBytes(in.position());
                act(context, step);
            } catch (IOException e) {
                LOG.error("a literal could not be kept in the spool", e);
                bye(context, "service momentanement indisponible");
            }
            if (!waiting.isEmpty() && !waiting.getFirst().isReadable()) { // else closed meanwhile
                waiting.removeFirst().release();
            }
        }
    }

    private void takeCompressed(ChannelHandlerContext context, Inflation inflating) {
        try {
            while (!busy && !over) {
                ByteBuffer in = inflating.next(waiting);
                if (!in.hasRemaining()) {
                    return;
                }
                act(context, assembler.feed(in, limits()));
            }
        } catch (DataFormatException e) {
            bye(context, "donnees compressees illisibles");
        } catch (IOException e) {
            LOG.error("a literal could not be kept in the spool", e);
            bye(context, "service momentanement indisponible");
        }
    }

    private void act(ChannelHandlerContext context, CommandAssembler.Step step) throws IOException {
        switch (step) {
            case MORE -> {}
            case CONTINUE -> say(context, CONTINUE);
            case COMPLETE -> start(context, assembler.take());
            case LINE_TOO_LONG -> bye(context, "line too long");
            case ID_TOO_LONG -> bye(context, "a value of id has 1024 octets at most");
            case LITERAL_TOO_LARGE -> bye(context, "literal too large");
            case ANNOUNCED_LITERAL_TOO_LARGE -> {
                if (state() == ImapSessionState.NON_AUTHENTICATED) {
                    bye(context, "literal too large");
                } else {
                    // RFC 7889 §4: the client still waits for leave, so it can be told and stay
                    say(context, ascii(assembler.tag() + " NO [TOOBIG] literal too large\r\n"));
                    assembler.abandon();
                }
            }
            case SPOOL_FULL -> bye(context, "service momentanement indisponible");
        }
    }

    private Limits limits() {
        ClientSession current = session;
        return current == null || current.getState() == ImapSessionState.NON_AUTHENTICATED
                ? Limits.BEFORE_LOGIN
                : Limits.afterLogin(dialogue.maxMessageOctets().applyAsLong(current));
    }

    private ImapSessionState state() {
        ClientSession current = session;
        return current == null ? ImapSessionState.LOGOUT : current.getState();
    }

    private void start(ChannelHandlerContext context, Command command) {
        ClientSession current = session;
        ResponseWriter answers = writer;
        if (current == null || answers == null || current.getState() == ImapSessionState.LOGOUT) {
            command.close();
            return;
        }
        busy = true;
        context.channel().config().setAutoRead(false);
        Batch batch = new Batch(command);
        try {
            if (current.getState() == ImapSessionState.SELECTED && inflation == null) {
                batch.follow(waiting, assembler, limits());
            }
            Runnable end = () -> endBusy(context, answers, "la commande a pris trop de temps");
            CommandRunner runner = new CommandRunner(dialogue, current, answers, answersLock, closed.asMono(), end);
            dialogue.commands().execute(() -> run(context, current, runner, batch));
        } catch (IOException | RejectedExecutionException tooMany) {
            batch.close();
            bye(context, "trop de commandes en cours");
        }
    }

    private void run(ChannelHandlerContext context, ClientSession current, CommandRunner runner, Batch batch) {
        try {
            runner.run(batch);
        } catch (RuntimeException | Error e) { // a client that gets no answer waits for ever
            LOG.error("an IMAP command failed", e);
            context.executor().execute(() -> bye(context, "erreur interne"));
        } finally {
            context.executor().execute(() -> finished(context, current));
        }
    }

    /** The command is done: go on with what the client sent meanwhile, or close after LOGOUT. */
    private void finished(ChannelHandlerContext context, ClientSession current) {
        busy = false;
        if (over || !context.channel().isActive()) {
            return;
        }
        if (current.getState() == ImapSessionState.LOGOUT) {
            closeWhenSaid(context);
            return;
        }
        ClientSession.Ending wanted = ending;
        if (wanted != null) {
            bye(context, wanted.why());
            return;
        }
        dialogue.idleTimeout().apply(context, current);
        takeWaiting(context);
        if (!busy) {
            context.channel().config().setAutoRead(true);
        }
    }

    private final class Changes implements ClientSession.Upgrades {
        private final ChannelHandlerContext context;
        private final ResponseWriter answers;

        Changes(ChannelHandlerContext context, ResponseWriter answers) {
            this.context = context;
            this.answers = answers;
        }

        /** CVE-2021-33515 and its kin: what came in clear text behind STARTTLS must not count as said under TLS. */
        @Override
        public boolean nothingBehind(String command) {
            if (waiting.isEmpty()) {
                return true;
            }
            LOG.warn("octets behind {} before its answer: closing the connection", command);
            bye(context, "donnees apres " + command);
            context.close();
            return false;
        }

        @Override
        public void compresses() {
            inflation = new Inflation();
            answers.compresses();
        }
    }

    private void say(ChannelHandlerContext context, byte[] octets) {
        ResponseWriter answers = writer;
        context.writeAndFlush(answers == null ? Unpooled.wrappedBuffer(octets) : answers.wire(octets));
    }

    private void bye(ChannelHandlerContext context, String why) {
        String reason = Ascii.lower(why);
        context.channel().config().setAutoRead(false);
        drop();
        over = true;
        say(context, ascii("* BYE " + reason + "\r\n"));
        closeWhenSaid(context);
    }

    /** Closes the connection once all is written, and soon where the client does not read it. */
    private static void closeWhenSaid(ChannelHandlerContext context) {
        context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        context.executor()
                .schedule(() -> ResponseWriter.abort(context.channel()), LAST_WORDS_SECONDS, TimeUnit.SECONDS);
    }

    private void drop() {
        waiting.forEach(ByteBuf::release);
        waiting.clear();
    }

    private void end(ChannelHandlerContext context, ClientSession.Ending wanted) {
        ResponseWriter answers = writer;
        if (!busy || answers == null) {
            bye(context, wanted.why());
        } else if (wanted.atOnce()) {
            endBusy(context, answers, wanted.why());
        } else {
            ending = wanted;
        }
    }

    /** While a command runs; with a goodbye unless it would stand in the middle of an answer. From any thread. */
    private void endBusy(ChannelHandlerContext context, ResponseWriter answers, String why) {
        if (!answersLock.tryLock()) {
            context.close();
            return;
        }
        try {
            answers.mute();
        } finally {
            answersLock.unlock();
        }
        answers.flush();
        context.executor().execute(() -> bye(context, why)); // behind what was written before
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof IdleStateEvent) {
            bye(context, "session inactive");
        } else if (event instanceof ClientSession.Ending ending) {
            end(context, ending);
        } else if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
            ClientSession current = session;
            if (implicitTls && current != null && current.getState() == ImapSessionState.NON_AUTHENTICATED) {
                dialogue.preauthentication().ifPresent(attempt -> preauthenticate(context, attempt));
            }
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        ResponseWriter current = writer;
        if (current != null) {
            current.writabilityChanged();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws IOException {
        closed.tryEmitEmpty();
        drop();
        assembler.close();
        if (inflation != null) {
            inflation.close();
        }
        over = true;
        channelWritabilityChanged(context);
        ClientSession current = session;
        if (current == null) {
            return;
        }
        if (counted) {
            dialogue.counter().leave(current.remoteAddress());
        }
        try {
            dialogue.commands().execute(() -> current.logout().block());
        } catch (RejectedExecutionException stopping) {
            current.logout().subscribe();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("IMAP connection lost", cause);
        context.close();
    }

    private static ByteBuf text(String line) {
        return Unpooled.wrappedBuffer(ascii(line));
    }

    private static byte[] ascii(String line) {
        return line.getBytes(StandardCharsets.US_ASCII);
    }
}
