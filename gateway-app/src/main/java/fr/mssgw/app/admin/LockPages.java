package fr.mssgw.app.admin;

import fr.mssgw.app.login.CredentialCheck;
import fr.mssgw.core.access.LoginRestriction;
import fr.mssgw.core.audit.AuditEvent;
import fr.mssgw.core.audit.AuditEvent.Kind;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.port.AuditTrail;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
        pages.put("access/locked", given -> Map.of("locks", fields(logins.restrictions())));
        pages.put("access/unlock", given -> unlock(new Parameters(given)));
    }

    private Object unlock(Parameters parameters) throws AdminRefusal {
        Optional<MssAddress> bal = parameters.address("bal");
        Optional<InetAddress> from = parameters.ip("from");
        if (bal.isPresent() == from.isPresent()) {
            throw new AdminRefusal("name either a BAL or an address");
        }
        List<LoginRestriction> lifted = bal.map(logins::unlock).orElseGet(() -> logins.unlock(from.orElseThrow()));
        String what =
                bal.map(MssAddress::toString).orElseGet(() -> from.orElseThrow().getHostAddress());
        if (lifted.isEmpty()) {
            throw new AdminRefusal(
                    bal.isPresent() ? what + " is not locked for any address" : what + " is not refused");
        }
        audit.record(AuditEvent.of(
                clock.instant(),
                Kind.OPERATOR_ACTION,
                "operator",
                "action",
                "access unlock",
                bal.isPresent() ? "bal" : "from",
                what));
        return Map.of("locks", fields(lifted));
    }

    private static List<Map<String, String>> fields(List<LoginRestriction> restrictions) {
        return restrictions.stream().map(LockPages::fields).toList();
    }

    private static Map<String, String> fields(LoginRestriction restriction) {
        Map<String, String> fields = new LinkedHashMap<>();
        if (restriction instanceof LoginRestriction.PairLocked locked) {
            fields.put("kind", "locked");
            fields.put("bal", locked.bal().toString());
            fields.put("from", locked.from().getHostAddress());
        } else if (restriction instanceof LoginRestriction.AddressRefused refused) {
            fields.put("kind", "refused");
            fields.put("from", refused.from().getHostAddress());
        } else if (restriction instanceof LoginRestriction.LoginSlowed slowed) {
            fields.put("kind", "slowed");
            fields.put("bal", slowed.bal().toString());
        }
        fields.put("until", restriction.until().toString());
        return fields;
    }
}
