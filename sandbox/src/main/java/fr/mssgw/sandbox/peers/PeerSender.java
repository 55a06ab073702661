package fr.mssgw.sandbox.peers;

import fr.mssgw.certs.Pem;
import fr.mssgw.certs.demo.Issued;
import fr.mssgw.sandbox.SandboxFile;
import fr.mssgw.sandbox.pki.DemoTls;
import fr.mssgw.sandbox.smtp.SmtpDialogue;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A simulated operator handing mail to the gateway, with the certificate it has. */
public final class PeerSender {
    private final SandboxFile.Operator gateway;
    private final SandboxFile.Peer peer;
    private final @Nullable SSLContext tls;

    public PeerSender(SandboxFile sandbox, String name) {
        this.gateway = sandbox.operator();
        this.peer = sandbox.peer(name);
        X509Certificate root = Pem.certificates(Path.of(gateway.ca())).get(0);
        this.tls = name.equals("no-tls") ? null : DemoTls.context(identity(peer.certificate(), peer.key()), root);
    }

    /** A certificate with its chain and its key, from two PEM files. */
    public static Issued identity(String certificate, String key) {
        List<X509Certificate> chain = Pem.certificates(Path.of(certificate));
        return new Issued(chain.get(0), chain, Pem.privateKey(Path.of(key)));
    }

    /** Hands in one message; the outcome says at which command it was refused. */
    public SmtpDialogue.Outcome send(String from, List<String> recipients, byte[] message) throws IOException {
        return SmtpDialogue.send(
                gateway.host(), gateway.ports().mx(), "mx." + peer.domain(), tls, from, recipients, message);
    }
}
