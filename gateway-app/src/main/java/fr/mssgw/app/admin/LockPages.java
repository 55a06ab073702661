package fr.mssgw.app.admin;

import fr.mssgw.app.login.CredentialCheck;
import fr.mssgw.core.access.LoginThrottle.Lock;
import fr.mssgw.core.audit.AuditEvent;
import fr.mssgw.core.audit.AuditEvent.Kind;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.port.AuditTrail;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** {@code gateway access locked|unlock}: who may not log in for a while, after too many wrong credentials. */
public final class LockPages {

    private final CredentialCheck logins;
    private final AuditTrail audit;
    private final InstantSource clock;

    public LockPages(CredentialCheck logins, AuditTrail audit, InstantSource clock) {
        this.logins = logins;
        this.audit = audit;
        this.clock = clock;
    }

    public void addTo(Map<String, AdminPage> pages) {
        pages.put("access/locked", given -> Map.of("locks", fields(logins.locks())));
        pages.put("access/unlock", given -> unlock(new Parameters(given)));
    }

    private Object unlock(Parameters parameters) throws AdminRefusal {
        MssAddress bal = parameters.address("bal").orElseThrow(() -> new AdminRefusal("bal is missing"));
        List<Lock> lifted = logins.unlock(bal);
        if (lifted.isEmpty()) {
            throw new AdminRefusal(bal + " is not locked for any address");
        }
        audit.record(AuditEvent.of(
                clock.instant(), Kind.OPERATOR_ACTION, "operator", "action", "access unlock", "bal", bal));
        return Map.of("locks", fields(lifted));
    }

    private static List<Map<String, String>> fields(List<Lock> locks) {
        return locks.stream()
                .map(lock -> Map.of(
                        "bal", lock.bal().toString(),
                        "from", lock.from().getHostAddress(),
                        "until", lock.until().toString()))
                .toList();
    }
}
