package fr.mssgw.app;

import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.message.SmimeLabel;
import fr.mssgw.core.port.MessageSecurity;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Mail as it comes, neither signed nor opened. */
final class ClearMail implements MessageSecurity {

    @Override
    public Outgoing secure(RawMessage message, Bal sender, List<MssAddress> recipients, Instant at) {
        return new Outgoing.Secured(List.of(new Copy(message, Set.copyOf(recipients), false, false)));
    }

    @Override
    public Incoming open(RawMessage message, List<Bal> recipients, MssAddress from, Instant at) {
        return new Incoming(message, SmimeLabel.UNSIGNED);
    }
}
