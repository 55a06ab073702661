package fr.mssgw.relay;

import fr.mssgw.core.identity.MailDomain;
import fr.mssgw.core.peer.CertificateStatus;
import fr.mssgw.core.peer.DistinguishedName;
import fr.mssgw.core.peer.TlsParameters;
import fr.mssgw.core.port.PeerTrust;
import fr.mssgw.core.port.WhiteLists;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections to other operators: STARTTLS always, our certificate shown, theirs judged twice, by
 * {@link PeerTrust} and by the white list (docs/domain.md §3). Until both agree nothing of a message is sent.
 * Thread-safe.
 */
final class TlsClient {
    /** Addresses of one host tried at most. */
    static final int MAX_ADDRESSES = 4;

    private static final Pattern DNS_NAME = Pattern.compile("(?=.*[a-z])[a-z0-9-]++(?:\\.[a-z0-9-]++)++");

    private final String hostname;
    private final RelayConfig.Timeouts timeouts;
    private final Supplier<SSLSocketFactory> tls;
    private final PeerTrust trust;
    private final WhiteLists whiteLists;
    private final Deadlines deadlines;
    private final InstantSource clock;

    /**
     * @param tls with our client certificate; asked for each connection. Its trust manager may refuse by itself, which
     *     ends the handshake; what it lets pass is judged here all the same
     */
    TlsClient(
            String hostname,
            RelayConfig.Timeouts timeouts,
            Supplier<SSLSocketFactory> tls,
            PeerTrust trust,
            WhiteLists whiteLists,
            Deadlines deadlines,
            InstantSource clock) {
        this.hostname = hostname;
        this.timeouts = timeouts;
        this.tls = tls;
        this.trust = trust;
        this.whiteLists = whiteLists;
        this.deadlines = deadlines;
        this.clock = clock;
    }

    /** @throws Trouble saying what is wrong with the host; the connection is closed then */
    SmtpConnection open(Destination host, MailDomain domain) throws Trouble {
        Socket socket = connect(host);
        Deadlines.Watch watch = deadlines.over(socket);
        boolean opened = false;
        try {
            SmtpConnection connection = greet(host, domain, socket, watch);
            opened = true;
            return connection;
        } catch (Trouble e) {
            throw e;
        } catch (IOException e) {
            throw broken(host, watch, e);
        } finally {
            if (!opened) {
                watch.closeNow();
            }
        }
    }

    /**
     * Judges a connection for a domain, now: white list and revocation may have changed since it was opened.
     *
     * @throws Trouble saying why not; nothing may be sent then
     */
    void admit(Destination host, List<X509Certificate> chain, MailDomain domain) throws Trouble {
        CertificateStatus status = trust.judge(chain, clock.instant());
        if (status != CertificateStatus.TRUSTED) {
            throw new Trouble(Reason.ours("4.7.5", host + ": " + told(status)), true, null);
        }
        DistinguishedName name = DistinguishedName.of(chain.get(0).getSubjectX500Principal());
        if (!whiteLists.current().admits(domain, name)) {
            throw new Trouble(
                    Reason.ours(
                            "4.7.5",
                            host + ": le certificat présenté (" + name
                                    + ") n'est pas, dans la liste blanche, celui d'un" + " opérateur du domaine "
                                    + domain),
                    false,
                    null);
        }
    }

    private static String told(CertificateStatus status) {
        return switch (status) {
            case TRUSTED -> "le certificat est valide";
            case EXPIRED -> "le certificat de l'opérateur destinataire a expiré";
            case NOT_YET_VALID -> "le certificat de l'opérateur destinataire n'est pas encore valide";
            case REVOKED -> "le certificat de l'opérateur destinataire est révoqué";
            case OTHER_CA -> "le certificat de l'opérateur destinataire n'est pas émis par l'IGC-Santé";
            case REVOCATION_UNKNOWN -> "la révocation du certificat de l'opérateur destinataire ne peut être vérifiée";
        };
    }

    private Socket connect(Destination host) throws Trouble {
        InetAddress[] addresses;
        try {
            addresses = InetAddress.getAllByName(host.host());
        } catch (UnknownHostException e) {
            throw new Trouble(Reason.ours("4.4.3", host + ": l'adresse de cet hôte est introuvable"), true, e);
        }
        @Nullable IOException last = null;
        for (int i = 0; i < Math.min(addresses.length, MAX_ADDRESSES); i++) {
            Socket socket = new Socket();
            try {
                socket.connect(new InetSocketAddress(addresses[i], host.port()), (int)
                        timeouts.connect().toMillis());
                socket.setTcpNoDelay(true);
                socket.setKeepAlive(true);
                return socket;
            } catch (IOException e) {
                last = e;
                close(socket);
            }
        }
        throw new Trouble(
                Reason.ours(
                        "4.4.1",
                        host + ": la connexion est impossible (" + (last == null ? "" : last.getMessage()) + ")"),
                true,
                last);
    }

    private SmtpConnection greet(Destination host, MailDomain domain, Socket socket, Deadlines.Watch watch)
            throws IOException {
        watch.within(timeouts.reply());
        ReplyReader clear = new ReplyReader(socket.getInputStream());
        BufferedOutputStream clearOut = new BufferedOutputStream(socket.getOutputStream(), 512);
        positive(clear.read(), "l'accueil", host);
        Extensions before = Extensions.of(positive(ask(clearOut, clear, "EHLO " + hostname), "EHLO", host));
        if (!before.startTls()) {
            throw new Trouble(
                    Reason.ours(
                            "4.7.4",
                            host
                                    + ": l'opérateur destinataire ne propose pas STARTTLS, rien ne lui est envoyé en clair"),
                    true,
                    null);
        }
        positive(ask(clearOut, clear, "STARTTLS"), "STARTTLS", host);
        if (clear.hasMore()) {
            throw new Trouble(
                    Reason.ours("4.7.0", host + ": des réponses ont été glissées avant le chiffrement (injection)"),
                    true,
                    null);
        }
        watch.within(timeouts.reply());
        SSLSocket encrypted = handshake(host, socket, watch);
        List<X509Certificate> chain = chain(encrypted, host);
        admit(host, chain, domain);
        watch.within(timeouts.reply());
        ReplyReader replies = new ReplyReader(encrypted.getInputStream());
        BufferedOutputStream out = new BufferedOutputStream(encrypted.getOutputStream(), 16 * 1024);
        Extensions extensions = Extensions.of(positive(ask(out, replies, "EHLO " + hostname), "EHLO", host));
        watch.rest();
        PeerTrace peer = new PeerTrace(
                host,
                encrypted.getSession().getProtocol(),
                encrypted.getSession().getCipherSuite(),
                DistinguishedName.of(chain.get(0).getSubjectX500Principal()));
        return new SmtpConnection(encrypted, watch, replies, out, extensions, timeouts, peer, chain);
    }

    private SSLSocket handshake(Destination host, Socket socket, Deadlines.Watch watch) throws IOException {
        try {
            SSLSocket encrypted = (SSLSocket) tls.get().createSocket(socket, host.host(), host.port(), true);
            SSLParameters parameters = encrypted.getSSLParameters();
            TlsParameters.limit(parameters, parameters.getCipherSuites());
            if (DNS_NAME.matcher(host.host()).matches()) {
                parameters.setServerNames(List.of(new SNIHostName(host.host())));
            }
            encrypted.setSSLParameters(parameters);
            encrypted.setUseClientMode(true);
            encrypted.startHandshake();
            return encrypted;
        } catch (SSLException e) {
            if (watch.expired()) {
                throw e;
            }
            String what = e.getCause() instanceof CertificateException
                    ? "le certificat de l'opérateur destinataire n'est pas valable"
                    : "la négociation TLS a échoué";
            throw new Trouble(Reason.ours("4.7.5", host + ": " + what + " (" + e.getMessage() + ")"), true, e);
        }
    }

    private static List<X509Certificate> chain(SSLSocket socket, Destination host) throws IOException {
        List<X509Certificate> chain = new ArrayList<>();
        for (Certificate certificate : socket.getSession().getPeerCertificates()) {
            if (!(certificate instanceof X509Certificate x509)) {
                throw new Trouble(Reason.ours("4.7.5", host + ": certificat d'un format inconnu"), true, null);
            }
            chain.add(x509);
        }
        return chain;
    }

    private static PeerReply ask(BufferedOutputStream out, ReplyReader in, String command) throws IOException {
        out.write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
        return in.read();
    }

    /** Refused here, even for good, all mail waits: it is the host that is unwell, not the message. */
    private static PeerReply positive(PeerReply reply, String step, Destination host) throws Trouble {
        if (!reply.positive()) {
            throw new Trouble(
                    Reason.ours("4.4.2", "%s refuse %s : %d %s".formatted(host, step, reply.code(), reply.text())),
                    true,
                    null);
        }
        return reply;
    }

    private static Trouble broken(Destination host, Deadlines.Watch watch, IOException e) {
        String what;
        String status = "4.4.2";
        if (watch.expired()) {
            what = "l'opérateur destinataire ne répond pas à temps";
        } else if (e instanceof ReplyReader.ProtocolFault) {
            what = "l'opérateur destinataire ne respecte pas SMTP (" + e.getMessage() + ")";
            status = "4.5.0";
        } else if (e instanceof EOFException) {
            what = "l'opérateur destinataire ferme la connexion";
        } else {
            what = "la connexion est rompue (" + e.getMessage() + ")";
        }
        return new Trouble(Reason.ours(status, host + ": " + what), true, e);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException neverOpened) {
            // the next address is tried
        }
    }
}
