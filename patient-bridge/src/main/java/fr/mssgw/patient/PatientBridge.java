package fr.mssgw.patient;

import fr.mssgw.core.flow.FlowPorts;
import fr.mssgw.core.flow.FlowSettings;
import fr.mssgw.core.flow.FromPatients;
import fr.mssgw.core.flow.Patients;
import fr.mssgw.core.flow.ToPatients;
import java.time.InstantSource;

/** The bridge between BAL and Mon espace santé, both ways. Stateless; thread-safe. */
public final class PatientBridge implements Patients {
    @Override
    public FromPatients from(FlowPorts ports, FlowSettings settings, InstantSource services) {
        return new InboundBridge(ports, settings, services);
    }

    @Override
    public ToPatients to(FlowPorts ports, FlowSettings settings) {
        return new OutboundBridge(ports, settings);
    }
}
