package fr.mssgw.sandbox.pki;

import fr.mssgw.certs.demo.Request;
import fr.mssgw.certs.demo.Request.Usage;
import fr.mssgw.sandbox.Cast;
import fr.mssgw.sandbox.pki.DemoPki.Kind;
import fr.mssgw.sandbox.pki.DemoPki.Wanted;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Which certificates the demonstration needs, the bad ones included. */
public final class PkiPlan {
    /** The gateway's own, for its listeners. */
    public static final String SERVER = "gateway-server";
    /** The gateway's own, shown to other operators. */
    public static final String CLIENT = "gateway-client";

    public static final String MES = "mes";
    /** Who publishes the white list, and signs it. */
    public static final String WHITE_LIST = "white-list";

    /** As IGC-Santé names structures: 3 and the SIRET (docs/domain.md §2). */
    private static final String OPERATOR_DN = ",OU=3%s,O=%s,ST=Paris (75),C=FR";

    private PkiPlan() {}

    /** The name of a BAL's pair. */
    public static String bal(Cast.Box box) {
        return "bal-" + box.localPart();
    }

    public static String peer(Cast.Operator operator) {
        return "peer-" + operator.name();
    }

    public static String colleague(Cast.Colleague colleague) {
        return "colleague-" + colleague.localPart();
    }

    static List<Wanted> of(Instant now) {
        List<Wanted> plan = new ArrayList<>();
        plan.add(new Wanted(
                SERVER,
                Request.server(subject("mx." + Cast.DOMAIN), now, "mx." + Cast.DOMAIN, "localhost", "127.0.0.1"),
                Kind.GOOD));
        plan.add(new Wanted(CLIENT, Request.server(subject("mx." + Cast.DOMAIN), now, "mx." + Cast.DOMAIN), Kind.GOOD));
        plan.add(new Wanted(MES, server("mx." + Cast.MES_DOMAIN, now), Kind.GOOD));
        Request publisher = Request.of("CN=Liste blanche,O=Espace de confiance (simulé),C=FR", now);
        plan.add(new Wanted(WHITE_LIST, publisher.onEllipticCurve(), Kind.GOOD));
        for (Cast.Box box : Cast.BOXES) {
            Request request = Request.email(mailSubject(box.displayName()), now, box.address());
            boolean logsIn = box.type().equals("applicative");
            plan.add(new Wanted(bal(box), logsIn ? request.usages(Usage.EMAIL, Usage.CLIENT) : request, Kind.GOOD));
        }
        for (Cast.Operator operator : Cast.PEERS) {
            plan.add(peer(operator, now));
        }
        for (Cast.Colleague colleague : Cast.COLLEAGUES) {
            Request request = Request.email(mailSubject(colleague.name()), now, colleague.address());
            plan.add(
                    switch (colleague.smime()) {
                        case "expired" -> new Wanted(colleague(colleague), past(request, now), Kind.EXPIRED);
                        case "revoked" -> new Wanted(colleague(colleague), request, Kind.REVOKED);
                        default -> new Wanted(colleague(colleague), request.announcingGcm(), Kind.GOOD);
                    });
        }
        return plan;
    }

    private static Wanted peer(Cast.Operator operator, Instant now) {
        String name = peer(operator);
        Request request = server(operator.certificateName(), now);
        return switch (operator.name()) {
            case "expired" -> new Wanted(name, past(request, now), Kind.EXPIRED);
            case "revoked" -> new Wanted(name, request, Kind.REVOKED);
            case "other-ca" -> new Wanted(name, request, Kind.OTHER_CA);
            // a good certificate, but of an operator that the white list does not name for this domain
            case "dn-mismatch" -> new Wanted(name, server("mx." + Cast.LENDER, now), Kind.GOOD);
            default -> new Wanted(name, request, Kind.GOOD);
        };
    }

    private static Request server(String host, Instant now) {
        return Request.server(subject(host), now, host, "localhost", "127.0.0.1");
    }

    private static Request past(Request request, Instant now) {
        return request.valid(now.minus(Duration.ofDays(20)), now.minus(Duration.ofDays(10)));
    }

    /** The distinguished name of an operator's certificate, as the white list has it too. */
    public static String subject(String host) {
        int number = Math.floorMod(host.hashCode(), 100_000);
        return "CN=" + host
                + OPERATOR_DN.formatted(siret("75123400%05d".formatted(number)), "Operateur " + host.substring(3));
    }

    /** With its check digit behind it: the sum of all digits, every second one doubled, is a multiple of ten. */
    private static String siret(String digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int value = Character.digit(digits.charAt(i), 10) * (i % 2 == 0 ? 2 : 1);
            sum += value > 9 ? value - 9 : value;
        }
        return digits + Math.floorMod(-sum, 10);
    }

    private static String mailSubject(String displayName) {
        return "CN=" + displayName + ",O=Demonstration,C=FR";
    }
}
