package fr.mssgw.sandbox.smtp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.subethamail.smtp.DropConnectionException;
import org.subethamail.smtp.MessageContext;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.server.SMTPServer;
import org.subethamail.smtp.server.Session;

/**
 * The receiving side of a simulated operator, on SubEtha SMTP: STARTTLS and a client certificate of the demonstration's
 * authority are required before MAIL FROM, unless it is the one operator that has no TLS.
 */
public final class ReceivingServer implements AutoCloseable {
    /** What happens to the mail. */
    public interface Reception {
        /** Judges one recipient. */
        default void recipient(String address) throws RejectException {}

        /**
         * Asked before each answer, so that a simulation can be slow, refuse or hang up ({@link DropConnectionException}).
         *
         * @param stage {@code MAIL}, {@code RCPT} (the recipient is the list's only one) or {@code DATA}, after the content
         */
        default void before(String stage, String from, List<String> recipients) throws RejectException {}

        /** Keeps a whole message; when it returns, the sender is told 250. */
        void message(Inbox.Envelope envelope, byte[] message) throws IOException;
    }

    private final SMTPServer server;

    /** @param port 0 for any free one */
    public ReceivingServer(
            String hostName, int port, @Nullable SSLContext tls, int largestMessage, Reception reception) {
        this(hostName, port, largestMessage, reception, tls == null ? null : () -> tls);
    }

    /** @param tls asked at each STARTTLS; null for a server without */
    public ReceivingServer(
            String hostName, int port, int largestMessage, Reception reception, @Nullable Supplier<SSLContext> tls) {
        SMTPServer.Builder builder = SMTPServer.port(port)
                .bindAddress(InetAddress.getLoopbackAddress())
                .hostName(hostName)
                .softwareName("sandbox")
                .serverThreadName("smtp-" + hostName)
                .maxMessageSize(largestMessage)
                .maxRecipients(100)
                .maxConnections(40)
                .connectionTimeoutMs(120_000)
                .insertReceivedHeaders(false)
                .fromAddressValidator(address -> true)
                .messageHandlerFactory(context -> new Transaction(context, tls != null, largestMessage, reception));
        if (tls != null) {
            builder = builder.enableTLS().requireTLS().startTlsSocketFactory(plain -> {
                SSLSocket secured = (SSLSocket) tls.get()
                        .getSocketFactory()
                        .createSocket(plain, plain.getInetAddress().getHostAddress(), plain.getPort(), true);
                secured.setUseClientMode(false);
                secured.setNeedClientAuth(true);
                return secured;
            });
        }
        this.server = builder.build();
    }

    public void start() {
        server.start();
    }

    public int port() {
        return server.getPortAllocated();
    }

    @Override
    public void close() {
        server.stop();
    }

    private static final class Transaction implements MessageHandler {
        private final MessageContext context;
        private final boolean certificateNeeded;
        private final int largest;
        private final Reception reception;
        private final List<String> recipients = new ArrayList<>();
        private String from = "";

        Transaction(MessageContext context, boolean certificateNeeded, int largest, Reception reception) {
            this.context = context;
            this.certificateNeeded = certificateNeeded;
            this.largest = largest;
            this.reception = reception;
        }

        @Override
        public void from(String sender) throws RejectException {
            if (certificateNeeded && clientCertificate().isEmpty()) {
                throw new RejectException(530, "5.7.0 certificat client requis");
            }
            from = sender == null ? "" : sender;
            ask("MAIL", List.of());
        }

        @Override
        public void recipient(String recipient) throws RejectException {
            ask("RCPT", List.of(recipient));
            reception.recipient(recipient);
            recipients.add(recipient);
        }

        @Override
        public @Nullable String data(InputStream data) throws RejectException, IOException {
            ByteArrayOutputStream message = new ByteArrayOutputStream();
            byte[] buffer = new byte[16 * 1024];
            long size = 0;
            for (int read = data.read(buffer); read >= 0; read = data.read(buffer)) {
                size += read;
                if (size <= largest) {
                    message.write(buffer, 0, read);
                }
            }
            if (size > largest) {
                throw new RejectException(552, "5.3.4 message trop volumineux");
            }
            ask("DATA", List.copyOf(recipients));
            try {
                reception.message(
                        new Inbox.Envelope(
                                from,
                                List.copyOf(recipients),
                                tls(),
                                clientCertificate(),
                                Instant.now().toString()),
                        message.toByteArray());
            } catch (IOException e) {
                throw new RejectException(451, "4.3.0 message non enregistré, réessayez");
            }
            return "2.0.0 message reçu";
        }

        private void ask(String stage, List<String> about) throws RejectException {
            try {
                reception.before(stage, from, about);
            } catch (DropConnectionException e) {
                hangUp();
                throw e;
            }
        }

        /** Without a word. */
        private void hangUp() {
            if (context instanceof Session session) {
                try {
                    session.getSocket().close();
                } catch (IOException closedAlready) {
                    // as wanted
                }
            }
        }

        @Override
        public void done() {}

        private String tls() {
            return context instanceof Session session && session.getSocket() instanceof SSLSocket secured
                    ? secured.getSession().getProtocol()
                    : "";
        }

        private String clientCertificate() {
            if (context instanceof Session session && session.getSocket() instanceof SSLSocket secured) {
                try {
                    Certificate[] chain = secured.getSession().getPeerCertificates();
                    if (chain.length > 0 && chain[0] instanceof X509Certificate own) {
                        return own.getSubjectX500Principal().getName();
                    }
                } catch (SSLPeerUnverifiedException none) {
                    return "";
                }
            }
            return "";
        }
    }
}
