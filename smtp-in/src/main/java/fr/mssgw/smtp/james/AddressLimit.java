package fr.mssgw.smtp.james;

import fr.mssgw.smtp.Replies;
import fr.mssgw.smtp.WireText;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.socket.SocketChannel;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** How many connections each address holds, all ports together. Thread-safe. */
final class AddressLimit {
    private final int limit;
    private final ConcurrentMap<InetAddress, Integer> connections = new ConcurrentHashMap<>();

    AddressLimit(int limit) {
        this.limit = limit;
    }

    /**
     * Counts the connection until it closes, or refuses it: with 421, where it begins in clear text. Where it begins with
     * TLS it is only closed, for a handshake is what costs.
     */
    boolean admits(SocketChannel channel, boolean clearText) {
        InetAddress address = channel.remoteAddress().getAddress();
        if (connections.merge(address, 1, Integer::sum) > limit) {
            release(address);
            byte[] line =
                    ("421 " + WireText.of(Replies.TOO_MANY_CONNECTIONS) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            channel.writeAndFlush(clearText ? Unpooled.wrappedBuffer(line) : Unpooled.EMPTY_BUFFER)
                    .addListener(ChannelFutureListener.CLOSE);
            return false;
        }
        channel.closeFuture().addListener(closed -> release(address));
        return true;
    }

    private void release(InetAddress address) {
        connections.computeIfPresent(address, (same, count) -> count == 1 ? null : count - 1);
    }
}
