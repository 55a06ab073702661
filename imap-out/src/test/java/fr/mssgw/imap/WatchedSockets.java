package fr.mssgw.imap;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.SocketFactory;

/** Sockets to the database that note which threads write to them; the driver makes one by its name. */
public final class WatchedSockets extends SocketFactory {
    /** Names of threads that said something to the database. */
    static final Set<String> WRITERS = ConcurrentHashMap.newKeySet();

    @Override
    public Socket createSocket() {
        return new Watched();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return connected(new java.net.InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return connected(new java.net.InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress localAddress, int localPort) throws IOException {
        return createSocket(host, port);
    }

    private static Socket connected(SocketAddress to) throws IOException {
        Socket socket = new Watched();
        socket.connect(to);
        return socket;
    }

    private static final class Watched extends Socket {
        @Override
        public OutputStream getOutputStream() throws IOException {
            return new FilterOutputStream(super.getOutputStream()) {
                @Override
                public void write(byte[] octets, int from, int length) throws IOException {
                    WRITERS.add(Thread.currentThread().getName());
                    out.write(octets, from, length);
                }
            };
        }
    }
}
