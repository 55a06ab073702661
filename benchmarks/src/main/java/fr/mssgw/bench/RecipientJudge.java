package fr.mssgw.bench;

import fr.mssgw.core.conversation.ConversationKey;
import fr.mssgw.core.flow.FlowPorts;
import fr.mssgw.core.flow.FlowSettings;
import fr.mssgw.core.flow.TransactionalInbound;
import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.identity.MailDomain;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.identity.Person;
import fr.mssgw.core.identity.Rpps;
import fr.mssgw.core.identity.StructureId;
import fr.mssgw.core.message.MimeOutline;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.peer.CertificateStatus;
import fr.mssgw.core.peer.WhiteList;
import fr.mssgw.core.port.BalDirectory;
import fr.mssgw.core.port.Conversations;
import fr.mssgw.core.port.MessageSecurity;
import fr.mssgw.core.port.MimeReader;
import fr.mssgw.core.port.UnkeptDeliveries;
import fr.mssgw.patient.PatientBridge;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The flow that answers RCPT TO, with the real rules and the real store, and BAL that it makes up. */
final class RecipientJudge {
    private static final MailDomain DOMAIN = new MailDomain("demo.mssante.fr");

    private final TransactionalInbound flow;

    RecipientJudge(Conversations conversations) {
        FlowPorts ports = new FlowPorts(
                () -> new WhiteList(Instant.EPOCH, Map.of()),
                (chain, at) -> CertificateStatus.TRUSTED,
                new EveryBal(),
                conversations,
                new PatientBridge(),
                new NoContent(),
                new NoContent(),
                new UnkeptDeliveries(),
                patient -> false,
                event -> {});
        this.flow = new TransactionalInbound(
                ports, InstantSource.system(), new FlowSettings("mx.demo.mssante.fr", DOMAIN, false));
    }

    /** How long one recipient takes, from its address as text to the verdict. */
    long nanos(ConversationKey key) {
        String recipient = key.contact().wireForm();
        Optional<MssAddress> sender = Optional.of(key.patient().address());
        long began = System.nanoTime();
        flow.judgeRecipient(sender, recipient);
        return System.nanoTime() - began;
    }

    /** A nominative BAL at every address of the domain. */
    static final class EveryBal implements BalDirectory {
        private static final Person DOCTOR = new Person("Banc", new Rpps("10001234567"));

        @Override
        public Optional<Bal> find(MssAddress address) {
            return Optional.of(new Bal.Nominative(address, "Banc", false, DOCTOR, Optional.empty()));
        }

        @Override
        public boolean hosts(MailDomain domain) {
            return domain.equals(DOMAIN);
        }

        @Override
        public Optional<Bal.Organisational> organisationalOf(StructureId structure) {
            return Optional.empty();
        }

        @Override
        public Optional<Bal.Nominative> nominativeOf(Rpps person) {
            return Optional.empty();
        }
    }

    /** At RCPT there is no content to read. */
    private static final class NoContent implements MessageSecurity, MimeReader {
        @Override
        public Outgoing secure(RawMessage message, Bal sender, List<MssAddress> recipients, Instant at) {
            throw new IllegalStateException("no content is judged at RCPT");
        }

        @Override
        public List<Incoming> open(RawMessage message, List<Bal> recipients, MssAddress from, Instant at) {
            throw new IllegalStateException("no content is judged at RCPT");
        }

        @Override
        public MimeOutline outline(RawMessage message) {
            throw new IllegalStateException("no content is judged at RCPT");
        }

        @Override
        public Documents documents(RawMessage message) {
            throw new IllegalStateException("no content is judged at RCPT");
        }
    }
}
