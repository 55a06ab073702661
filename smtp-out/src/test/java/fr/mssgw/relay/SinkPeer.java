package fr.mssgw.relay;

import fr.mssgw.certs.demo.Issued;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.subethamail.smtp.MessageContext;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.server.SMTPServer;

/** An operator that takes mail over mutual TLS: SubEtha SMTP, an implementation that is not ours. */
final class SinkPeer implements AutoCloseable {
    record Received(String from, List<String> recipients, byte[] octets, String clientCertificate) {}

    /** Says no by throwing. */
    interface Judge {
        void judge(String address) throws RejectException;
    }

    private final SMTPServer server;
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private volatile Judge recipients = address -> {};
    private volatile Judge content = from -> {};

    SinkPeer(Issued shown, boolean tls) {
        SMTPServer.Builder builder = SMTPServer.port(0)
                .bindAddress(InetAddress.getLoopbackAddress())
                .hostName("mx.pair.mssante.fr")
                .insertReceivedHeaders(false)
                .messageHandlerFactory(this::handler);
        if (tls) {
            builder = builder.enableTLS().requireTLS().startTlsSocketFactory(Operators.server(shown), true);
        }
        server = builder.build();
        server.start();
    }

    SinkPeer(Issued shown) {
        this(shown, true);
    }

    Destination address() {
        return new Destination("127.0.0.1", server.getPortAllocated());
    }

    void judgeRecipients(Judge judge) {
        recipients = judge;
    }

    void judgeContent(Judge judge) {
        content = judge;
    }

    List<Received> received() {
        return received;
    }

    private MessageHandler handler(MessageContext context) {
        connections.incrementAndGet();
        return new MessageHandler() {
            private String from = "";
            private final List<String> to = new ArrayList<>();

            @Override
            public void from(String address) {
                from = address;
            }

            @Override
            public void recipient(String address) throws RejectException {
                recipients.judge(address);
                to.add(address);
            }

            @Override
            public String data(InputStream in) throws RejectException, IOException {
                byte[] octets = in.readAllBytes();
                content.judge(from);
                X509Certificate client = (X509Certificate) context.getTlsPeerCertificates()[0];
                received.add(new Received(
                        from,
                        List.copyOf(to),
                        octets,
                        client.getSubjectX500Principal().getName()));
                return null;
            }

            @Override
            public void done() {}
        };
    }

    @Override
    public void close() {
        server.stop();
    }
}
