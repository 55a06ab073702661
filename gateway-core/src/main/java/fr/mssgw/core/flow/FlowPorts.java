package fr.mssgw.core.flow;

import fr.mssgw.core.delivery.Delivery;
import fr.mssgw.core.mailbox.MailboxSettings;
import fr.mssgw.core.port.AuditTrail;
import fr.mssgw.core.port.BalDirectory;
import fr.mssgw.core.port.Conversations;
import fr.mssgw.core.port.Deliveries;
import fr.mssgw.core.port.MailboxPolicy;
import fr.mssgw.core.port.MailboxRoom;
import fr.mssgw.core.port.MessageSecurity;
import fr.mssgw.core.port.MimeReader;
import fr.mssgw.core.port.Oppositions;
import fr.mssgw.core.port.PeerTrust;
import fr.mssgw.core.port.UnkeptDeliveries;
import fr.mssgw.core.port.WhiteLists;
import java.util.function.Consumer;

/** Everything the flows ask of the outside. */
public record FlowPorts(
        WhiteLists whiteLists,
        PeerTrust peerTrust,
        BalDirectory bals,
        Conversations conversations,
        Patients patients,
        MessageSecurity security,
        MimeReader mime,
        Deliveries deliveries,
        Oppositions oppositions,
        MailboxRoom room,
        MailboxPolicy policy,
        AuditTrail audit) {

    /** Where every BAL has room, and no rules. */
    public FlowPorts(
            WhiteLists whiteLists,
            PeerTrust peerTrust,
            BalDirectory bals,
            Conversations conversations,
            Patients patients,
            MessageSecurity security,
            MimeReader mime,
            Deliveries deliveries,
            Oppositions oppositions,
            AuditTrail audit) {
        this(
                whiteLists,
                peerTrust,
                bals,
                conversations,
                patients,
                security,
                mime,
                deliveries,
                oppositions,
                (bal, announced) -> false,
                bal -> MailboxSettings.UNLIMITED,
                audit);
    }

    /** The same, where conversations are asked elsewhere. */
    public FlowPorts with(Conversations other) {
        return new FlowPorts(
                whiteLists,
                peerTrust,
                bals,
                other,
                patients,
                security,
                mime,
                deliveries,
                oppositions,
                room,
                policy,
                audit);
    }

    /**
     * The same, for flows that judge without any effect: nothing is stored and nothing traced.
     *
     * @param seen is shown what would be stored
     */
    public FlowPorts withoutEffects(Consumer<Delivery> seen) {
        return new FlowPorts(
                whiteLists,
                peerTrust,
                bals,
                conversations,
                patients,
                security,
                mime,
                new UnkeptDeliveries(seen),
                oppositions,
                room,
                policy,
                event -> {});
    }
}
