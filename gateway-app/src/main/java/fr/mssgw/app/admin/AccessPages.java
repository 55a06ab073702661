package fr.mssgw.app.admin;

import fr.mssgw.app.login.NewPassword;
import fr.mssgw.certs.PasswordHash;
import fr.mssgw.core.access.ApplicationPassword;
import fr.mssgw.core.access.Identity;
import fr.mssgw.core.audit.AuditEvent;
import fr.mssgw.core.audit.AuditEvent.Kind;
import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.identity.Person;
import fr.mssgw.core.identity.Rpps;
import fr.mssgw.core.port.AuditTrail;
import fr.mssgw.core.port.BalDirectory;
import fr.mssgw.store.access.SqlApplicationPasswords;
import fr.mssgw.store.node.NodeFeed;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/** {@code gateway access}: application passwords. Only the answer to a grant ever holds one in clear. */
public final class AccessPages {

    private static final int LONGEST_LABEL = 100;

    private final SqlApplicationPasswords passwords;
    private final BalDirectory bals;
    private final ToIntFunction<Predicate<Identity>> ending;
    private final NodeFeed nodes;
    private final AuditTrail audit;
    private final InstantSource clock;

    /**
     * @param ending closes the open IMAP and SMTP sessions that match, and says how many
     * @param nodes told of what is revoked, so that the other gateways close theirs
     */
    public AccessPages(
            SqlApplicationPasswords passwords,
            BalDirectory bals,
            ToIntFunction<Predicate<Identity>> ending,
            NodeFeed nodes,
            AuditTrail audit,
            InstantSource clock) {
        this.passwords = passwords;
        this.bals = bals;
        this.ending = ending;
        this.nodes = nodes;
        this.audit = audit;
        this.clock = clock;
    }

    public void addTo(Map<String, AdminPage> pages) {
        pages.put("access/list", given -> list(new Parameters(given)));
        pages.put("access/grant", given -> grant(new Parameters(given)));
        pages.put("access/revoke", given -> revoke(new Parameters(given)));
    }

    private Object list(Parameters parameters) throws AdminRefusal {
        int skip = (int) Math.max(0, Math.min(Integer.MAX_VALUE, parameters.number("skip", 0)));
        return Map.of(
                "passwords",
                passwords.list(parameters.address("bal"), skip, parameters.page()).stream()
                        .map(this::fields)
                        .toList());
    }

    private Object grant(Parameters parameters) throws AdminRefusal {
        MssAddress address = parameters.address("bal").orElseThrow(() -> new AdminRefusal("bal is missing"));
        Bal bal = bals.find(address).orElseThrow(() -> new AdminRefusal(address + " is not a BAL of this operator"));
        Person person = person(bal, parameters.required("person"));
        String label = parameters.text("label").orElse("");
        if (label.length() > LONGEST_LABEL || label.chars().anyMatch(Character::isISOControl)) {
            throw new AdminRefusal("a label is one line of at most " + LONGEST_LABEL + " characters");
        }
        NewPassword made = NewPassword.random();
        Instant now = clock.instant();
        ApplicationPassword password = new ApplicationPassword(
                made.selector(), address, person.rpps(), label, PasswordHash.hash(made.whole()), now, Optional.empty());
        if (!passwords.grant(password)) {
            throw new AdminRefusal(person.name() + " has " + SqlApplicationPasswords.MOST
                    + " passwords for this BAL already; revoke one first");
        }
        trace("access grant", password, now);
        Map<String, Object> answer = fields(password);
        answer.put("password", made.whole().reveal());
        return answer;
    }

    private static Person person(Bal bal, String rpps) throws AdminRefusal {
        List<Person> persons = bal.persons();
        if (persons.isEmpty()) {
            throw new AdminRefusal(bal.address() + " is applicative; its software logs in by certificate");
        }
        return persons.stream()
                .filter(person -> person.rpps().number().equals(rpps.strip()))
                .findFirst()
                .orElseThrow(() -> new AdminRefusal("RPPS " + rpps.strip() + " is not a person of " + bal.address()
                        + "; add the person to its file in bals/ first"));
    }

    private Object revoke(Parameters parameters) throws AdminRefusal {
        String id = parameters.required("id");
        ApplicationPassword gone = NewPassword.selector(id)
                .flatMap(passwords::revoke)
                .orElseThrow(() -> new AdminRefusal("there is no application password " + id));
        int ended = ending.applyAsInt(openedBy(gone.bal(), gone.person()));
        nodes.accessRevoked(gone.bal(), gone.person());
        trace("access revoke", gone, clock.instant());
        Map<String, Object> answer = fields(gone);
        answer.put("sessionsEnded", ended);
        return answer;
    }

    /** The sessions that an application password of that person opened. */
    public static Predicate<Identity> openedBy(MssAddress bal, Rpps rpps) {
        return identity -> identity.method() == Identity.Method.APPLICATION_PASSWORD
                && identity.bal().address().equals(bal)
                && identity.person()
                        .filter(person -> person.rpps().equals(rpps))
                        .isPresent();
    }

    private void trace(String action, ApplicationPassword password, Instant now) {
        audit.record(AuditEvent.of(
                now,
                Kind.OPERATOR_ACTION,
                "operator",
                "action",
                action,
                "id",
                password.selector(),
                "bal",
                password.bal(),
                "person",
                password.person()));
    }

    private Map<String, Object> fields(ApplicationPassword password) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", password.selector());
        fields.put("bal", password.bal().toString());
        fields.put("person", password.person().number());
        fields.put(
                "name",
                bals.find(password.bal()).stream()
                        .flatMap(bal -> bal.persons().stream())
                        .filter(person -> person.rpps().equals(password.person()))
                        .map(Person::name)
                        .findFirst()
                        .orElse(""));
        fields.put("label", password.label());
        fields.put("created", password.created().toString());
        fields.put("lastUsed", password.lastUsed().map(Instant::toString).orElse(""));
        return fields;
    }
}
