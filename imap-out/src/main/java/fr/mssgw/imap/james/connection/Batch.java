package fr.mssgw.imap.james.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Commands that run one after the other in one go: one of any kind, or fetches as {@link Pipelined} describes them. */
final class Batch implements AutoCloseable {
    private final List<Command> commands = new ArrayList<>();
    private @Nullable Pipelined pipelined;

    Batch(Command first) {
        commands.add(first);
    }

    List<Command> commands() {
        return commands;
    }

    /** Null: one command that stands alone. */
    @Nullable Pipelined pipelined() {
        return pipelined;
    }

    /** Takes along what arrived already and goes on in the same way. On the event loop. */
    void follow(Deque<ByteBuf> waiting, CommandAssembler assembler, Limits limits) throws IOException {
        if (waiting.isEmpty() || commands.get(0).lines().size() > 1) {
            return;
        }
        Optional<FetchLine> first = FetchLine.of(commands.get(0).lines().get(0));
        if (first.isEmpty()) {
            return;
        }
        Pipelined row = new Pipelined(first.get());
        for (byte[] line = next(waiting); line.length > 0; line = next(waiting)) {
            Optional<FetchLine> next = FetchLine.of(line);
            if (next.isEmpty() || !row.takes(next.get())) {
                break;
            }
            skip(waiting, line.length);
            CommandAssembler.Step step = assembler.feed(ByteBuffer.wrap(line), limits);
            if (step != CommandAssembler.Step.COMPLETE) {
                throw new IOException("a line without a literal is a command");
            }
            commands.add(assembler.take());
        }
        pipelined = commands.size() > 1 ? row : null;
    }

    /** The next line, when all of it lies in the first buffer that is not empty. */
    private static byte[] next(Deque<ByteBuf> waiting) {
        while (!waiting.isEmpty() && !waiting.getFirst().isReadable()) {
            waiting.removeFirst().release();
        }
        if (waiting.isEmpty()) {
            return new byte[0];
        }
        ByteBuf octets = waiting.getFirst();
        int length = octets.bytesBefore(Math.min(FetchLine.LONGEST, octets.readableBytes()), (byte) '\n') + 1;
        return ByteBufUtil.getBytes(octets, octets.readerIndex(), length);
    }

    private static void skip(Deque<ByteBuf> waiting, int octets) {
        waiting.getFirst().skipBytes(octets);
    }

    @Override
    public void close() {
        commands.forEach(Command::close);
    }
}
