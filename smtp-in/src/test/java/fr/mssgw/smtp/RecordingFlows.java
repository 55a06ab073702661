package fr.mssgw.smtp;

import fr.mssgw.core.access.Credential;
import fr.mssgw.core.access.Identity;
import fr.mssgw.core.access.Login;
import fr.mssgw.core.audit.AuditEvent;
import fr.mssgw.core.flow.InboundFlow;
import fr.mssgw.core.flow.Reception;
import fr.mssgw.core.flow.SubmissionFlow;
import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.identity.Person;
import fr.mssgw.core.identity.Rpps;
import fr.mssgw.core.message.Envelope;
import fr.mssgw.core.message.QueueId;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.peer.Peer;
import fr.mssgw.core.policy.Verdict;
import fr.mssgw.core.port.AuditTrail;
import fr.mssgw.core.port.Authenticator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** Stands behind the ports in tests: says yes unless told otherwise, and remembers what it was asked. */
final class RecordingFlows implements InboundFlow, SubmissionFlow, Authenticator, AuditTrail {
    static final MssAddress CLAIRE = MssAddress.parse("claire.martin@demo.mssante.fr");
    static final Identity IDENTITY = new Identity(
            new Bal.Nominative(
                    CLAIRE,
                    "Dr_Claire_MARTIN",
                    false,
                    new Person("Claire Martin", new Rpps("10001234567")),
                    Optional.empty()),
            Optional.of(new Person("Claire Martin", new Rpps("10001234567"))),
            Identity.Method.PASSWORD);

    record Received(Envelope envelope, byte[] octets) {}

    final List<Received> received = new CopyOnWriteArrayList<>();
    final List<String> senders = new CopyOnWriteArrayList<>();
    final List<String> recipients = new CopyOnWriteArrayList<>();
    final List<Peer> peers = new CopyOnWriteArrayList<>();
    final List<Client> clients = new CopyOnWriteArrayList<>();
    final List<Credential> credentials = new CopyOnWriteArrayList<>();
    final List<String> threads = new CopyOnWriteArrayList<>();

    final List<AuditEvent> trail = new CopyOnWriteArrayList<>();

    volatile Function<String, Verdict> onSender = sender -> Verdict.DELIVER;
    volatile Function<String, Verdict> onRecipient = recipient -> Verdict.DELIVER;
    volatile Function<byte[], Reception> onMessage = octets -> new Reception.Stored(QueueId.random());
    volatile Function<Credential, Login> onLogin = credential -> new Login.Granted(IDENTITY);

    @Override
    public Verdict onMailFrom(Peer peer, String sender) {
        peers.add(peer);
        return sender(sender);
    }

    @Override
    public Verdict onMailFrom(Identity identity, String sender, long announced) {
        return sender(sender);
    }

    private Verdict sender(String sender) {
        threads.add(Thread.currentThread().getName());
        senders.add(sender);
        return onSender.apply(sender);
    }

    @Override
    public Verdict onRecipient(Peer peer, Optional<MssAddress> sender, String recipient, long announced) {
        return recipient(recipient);
    }

    @Override
    public Verdict onRecipient(Identity identity, Optional<MssAddress> sender, String recipient, long announced) {
        return recipient(recipient);
    }

    private Verdict recipient(String recipient) {
        threads.add(Thread.currentThread().getName());
        recipients.add(recipient);
        return onRecipient.apply(recipient);
    }

    @Override
    public Reception onMessage(Peer peer, Envelope envelope, RawMessage message) {
        return message(envelope, message);
    }

    @Override
    public Reception onMessage(Client client, Envelope envelope, RawMessage message) {
        clients.add(client);
        return message(envelope, message);
    }

    private Reception message(Envelope envelope, RawMessage message) {
        threads.add(Thread.currentThread().getName());
        try (InputStream in = message.open()) {
            byte[] octets = in.readAllBytes();
            received.add(new Received(envelope, octets));
            return onMessage.apply(octets);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void record(AuditEvent event) {
        trail.add(event);
    }

    @Override
    public Login login(Credential credential, InetAddress from, String protocol) {
        threads.add(Thread.currentThread().getName());
        credentials.add(credential);
        return onLogin.apply(credential);
    }
}
