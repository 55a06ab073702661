package fr.mssgw.certs;

import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.identity.MailDomain;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.message.MessageSpool;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.port.MessageSecurity;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;

/**
 * S/MIME 4.0 for all mail (RFC 8551): signs and encrypts what goes out ({@link OutgoingMail}), opens and labels what
 * comes in ({@link IncomingMail}). Messages pass as streams, through the spool; thread-safe.
 */
public final class SmimeSecurity implements MessageSecurity {
    private final OutgoingMail outgoing;
    private final IncomingMail incoming;

    /** @param ours whether a domain is one of the operator's own */
    public SmimeSecurity(
            BalKeys keys,
            Correspondents correspondents,
            CertificateTrust trust,
            SmimePolicy policy,
            Predicate<MailDomain> ours,
            MessageSpool spool) {
        this.outgoing = new OutgoingMail(keys, correspondents, trust, policy, ours, spool);
        this.incoming = new IncomingMail(keys, trust, spool);
    }

    @Override
    public Outgoing secure(RawMessage message, Bal sender, List<MssAddress> recipients, Instant at) throws IOException {
        return outgoing.secure(message, sender, recipients, at);
    }

    @Override
    public List<Incoming> open(RawMessage message, List<Bal> recipients, MssAddress from, Instant at)
            throws IOException {
        return incoming.open(message, recipients, from, at);
    }
}
