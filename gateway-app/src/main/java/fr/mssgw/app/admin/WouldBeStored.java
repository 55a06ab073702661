package fr.mssgw.app.admin;

import fr.mssgw.core.audit.AuditEvent;
import fr.mssgw.core.delivery.Copy;
import fr.mssgw.core.delivery.Delivery;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.mail.HeaderSection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Sees what a flow without effects would store. Not thread-safe. */
final class WouldBeStored implements Consumer<Delivery> {
    private static final String LABEL = "X-MSSGW-SMIME";

    private final List<AuditEvent> ruled = new ArrayList<>();
    private final List<Copy> copies = new ArrayList<>();

    @Override
    public void accept(Delivery delivery) {
        copies.addAll(delivery.copies());
        Stream.concat(
                        delivery.audit().stream(),
                        delivery.answers().stream().flatMap(answer -> answer.answer().audit().stream()))
                .filter(event -> event.kind() == AuditEvent.Kind.RULE_APPLIED)
                .forEach(ruled::add);
    }

    /** What server rules would do. */
    List<AuditEvent> ruled() {
        return ruled;
    }

    /** What {@code X-MSSGW-SMIME} would say to this BAL; empty where none of ours gets the message. */
    Optional<String> label(MssAddress bal) {
        return copies.stream()
                .filter(copy -> copy.placements().stream()
                        .anyMatch(placement -> placement.bal().equals(bal)))
                .flatMap(copy -> HeaderSection.lenient(copy.header()).first(LABEL).stream())
                .findFirst();
    }
}
