package fr.mssgw.app.login;

import fr.mssgw.core.access.LoginRestriction;
import fr.mssgw.core.access.LoginThrottle;
import fr.mssgw.core.audit.AuditEvent;
import fr.mssgw.core.audit.AuditEvent.Kind;
import fr.mssgw.core.port.AuditTrail;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the operator what wrong credentials led to, once when it begins. */
final class LoginAlarm {
    private static final Logger LOG = LoggerFactory.getLogger(LoginAlarm.class);

    private final AuditTrail audit;
    private final int perAddress;
    private final int perBal;

    LoginAlarm(AuditTrail audit, int perAddress, int perBal) {
        this.audit = audit;
        this.perAddress = perAddress;
        this.perBal = perBal;
    }

    void begun(LoginRestriction restriction, String protocol, Instant now) {
        if (restriction instanceof LoginRestriction.PairLocked locked) {
            // each try that is not looked at is an event of its own
            LOG.warn(
                    "login locked: {} from {}, after {} wrong credentials in {} minutes; "
                            + "`./gateway access unlock` lifts it",
                    locked.bal(),
                    locked.from().getHostAddress(),
                    LoginThrottle.WRONG_TRIES,
                    LoginThrottle.WINDOW.toMinutes());
        } else if (restriction instanceof LoginRestriction.AddressRefused refused) {
            String from = refused.from().getHostAddress();
            LOG.warn(
                    "logins refused: {}, after {} wrong credentials over all BAL in {} minutes, but for BAL that were "
                            + "opened from there lately; `./gateway access unlock {}` lifts it",
                    from,
                    perAddress,
                    LoginThrottle.WINDOW.toMinutes(),
                    from);
            audit.record(AuditEvent.of(
                    now, Kind.ADDRESS_REFUSED, "gateway", "from", from, "protocol", protocol, "failures", perAddress));
        } else if (restriction instanceof LoginRestriction.LoginSlowed slowed) {
            LOG.warn(
                    "login guessed: {}, {} wrong credentials from several addresses in {} minutes; tries from where it "
                            + "was not opened lately are slowed",
                    slowed.bal(),
                    perBal,
                    LoginThrottle.WINDOW.toMinutes());
            audit.record(AuditEvent.of(
                    now, Kind.LOGIN_GUESSED, slowed.bal().toString(), "protocol", protocol, "failures", perBal));
        }
    }
}
