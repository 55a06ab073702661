package fr.mssgw.imap.james.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.timeout.IdleStateEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.james.imap.api.ImapMessage;
import org.apache.james.imap.api.ImapSessionState;
import org.apache.james.imap.api.process.ImapLineHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * One client on the event loop. Octets become commands here; a command runs on a thread of its own, and until it is
 * done nothing more is read, so that pipelined commands keep their order and wait in the client's socket rather than in
 * our memory. Nothing that may block runs on the event loop. The lines that follow an IDLE or AUTHENTICATE take the same
 * path as commands.
 */
final class ImapConnection extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(ImapConnection.class);
    private static final byte[] CONTINUE = ascii("+ Ok\r\n");

    private final Dialogue dialogue;
    private final Deque<ByteBuf> waiting = new ArrayDeque<>();
    private final Sinks.Empty<Void> closed = Sinks.empty();
    private final Object answersLock = new Object();
    private final CommandAssembler assembler;
    private @Nullable ClientSession session;
    private @Nullable ResponseWriter writer;
    private ClientSession.@Nullable Ending ending;
    private boolean busy;
    private boolean counted;

    ImapConnection(Dialogue dialogue) {
        this.dialogue = dialogue;
        this.assembler = new CommandAssembler(dialogue.spool(), dialogue.quota());
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        ClientSession opened = new ClientSession(
                context.channel(), dialogue.tls(), () -> refuseOctetsBeforeTls(context), dialogue.commands());
        session = opened;
        writer = new ResponseWriter(context.channel());
        counted = dialogue.counter().enter(opened.remoteAddress());
        if (!counted) {
            bye(context, "trop de connexions depuis cette adresse");
            return;
        }
        context.writeAndFlush(text("* OK IMAP4rev1 " + dialogue.hostname() + "\r\n"));
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

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        waiting.addLast((ByteBuf) message);
        if (busy) {
            context.channel().config().setAutoRead(false);
        } else {
            takeWaiting(context);
        }
    }

    private void takeWaiting(ChannelHandlerContext context) {
        while (!busy && !waiting.isEmpty()) {
            ByteBuf octets = waiting.getFirst();
            ByteBuffer in = octets.nioBuffer();
            try {
                act(context, assembler.feed(in, limits()));
            } catch (IOException e) {
                LOG.error("a literal could not be kept in the spool", e);
                bye(context, "service momentanement indisponible");
            }
            if (waiting.isEmpty()) {
                return; // closed meanwhile
            }
            octets.skipBytes(in.position());
            if (!octets.isReadable()) {
                waiting.removeFirst().release();
            }
        }
    }

    private void act(ChannelHandlerContext context, CommandAssembler.Step step) throws IOException {
        switch (step) {
            case MORE -> {}
            case CONTINUE -> context.writeAndFlush(Unpooled.wrappedBuffer(CONTINUE));
            case COMPLETE -> start(context, assembler.take());
            case LINE_TOO_LONG -> bye(context, "line too long");
            case LITERAL_TOO_LARGE -> bye(context, "literal too large");
            case ANNOUNCED_LITERAL_TOO_LARGE -> {
                if (state() == ImapSessionState.NON_AUTHENTICATED) {
                    bye(context, "literal too large");
                } else {
                    // RFC 7889 §4: the client still waits for leave, so it can be told and stay
                    context.writeAndFlush(text(assembler.tag() + " NO [TOOBIG] literal too large\r\n"));
                    assembler.abandon();
                }
            }
            case SPOOL_FULL -> bye(context, "service momentanement indisponible");
        }
    }

    private Limits limits() {
        return state() == ImapSessionState.NON_AUTHENTICATED
                ? Limits.BEFORE_LOGIN
                : Limits.afterLogin(dialogue.maxMessageOctets());
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
        try {
            dialogue.commands().execute(() -> run(context, current, answers, command));
        } catch (RejectedExecutionException tooMany) {
            command.close();
            bye(context, "trop de commandes en cours");
        }
    }

    private void run(ChannelHandlerContext context, ClientSession current, ResponseWriter writer, Command command) {
        writer.runs(Thread.currentThread());
        try (command) {
            ImapLineHandler handler = current.lineHandler();
            if (handler != null) {
                handler.onLine(current, line(command));
            } else {
                execute(current, writer, command);
            }
        } catch (RuntimeException e) {
            LOG.error("an IMAP command failed", e);
            context.executor().execute(() -> bye(context, "erreur interne"));
        } finally {
            writer.runs(null);
            context.executor().execute(() -> finished(context, current));
        }
    }

    private void execute(ClientSession current, ResponseWriter writer, Command command) {
        Answers answers = new Answers(dialogue.encoder(), writer, answersLock);
        ImapMessage message = dialogue.decoder().decode(new CommandReader(command), current);
        Mono.defer(() -> dialogue.processor().processReactive(message, answers, current))
                .takeUntilOther(closed.asMono())
                .block();
        answers.flush();
    }

    private static byte[] line(Command command) {
        byte[] line = command.lines().get(command.lines().size() - 1);
        if (line.length >= 2 && line[line.length - 2] == '\r') {
            return line;
        }
        byte[] withReturn = java.util.Arrays.copyOf(line, line.length + 1); // James cuts two octets off
        withReturn[line.length - 1] = '\r';
        withReturn[line.length] = '\n';
        return withReturn;
    }

    /** The command is done: go on with what the client sent meanwhile, or close after LOGOUT. */
    private void finished(ChannelHandlerContext context, ClientSession current) {
        busy = false;
        if (!context.channel().isActive()) {
            return;
        }
        if (current.getState() == ImapSessionState.LOGOUT) {
            context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
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

    /** CVE-2021-33515 and its kin: what came in clear text behind STARTTLS must not count as said under TLS. */
    private void refuseOctetsBeforeTls(ChannelHandlerContext context) {
        if (!waiting.isEmpty()) {
            LOG.warn("octets behind STARTTLS in clear text: closing the connection");
            bye(context, "donnees en clair apres STARTTLS");
            context.close();
        }
    }

    private void bye(ChannelHandlerContext context, String why) {
        String reason = why.toLowerCase(Locale.ROOT);
        context.channel().config().setAutoRead(false);
        drop();
        context.writeAndFlush(text("* BYE " + reason + "\r\n")).addListener(ChannelFutureListener.CLOSE);
    }

    private void drop() {
        waiting.forEach(ByteBuf::release);
        waiting.clear();
    }

    private void end(ChannelHandlerContext context, ClientSession.Ending wanted) {
        if (!busy) {
            bye(context, wanted.why());
        } else if (wanted.atOnce()) {
            context.close();
        } else {
            ending = wanted;
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof IdleStateEvent) {
            bye(context, "session inactive");
        } else if (event instanceof ClientSession.Ending ending) {
            end(context, ending);
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
