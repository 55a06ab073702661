package fr.mssgw.core.flow;

import java.time.InstantSource;

/**
 * Patient messaging (docs/domain.md §5), as the flows ask it three times for each message: of the recipient, of the
 * message, of its copies. {@code patient-bridge} answers.
 */
public interface Patients {
    /**
     * What patients send, and what Mon espace santé says of what was sent to them.
     *
     * @param services the clock of what pharmacies do for patients, which a demonstration may move
     */
    FromPatients from(FlowPorts ports, FlowSettings settings, InstantSource services);

    /** What professionals send to patients. */
    ToPatients to(FlowPorts ports, FlowSettings settings);
}
