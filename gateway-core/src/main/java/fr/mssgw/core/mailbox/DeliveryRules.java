package fr.mssgw.core.mailbox;

import fr.mssgw.core.identity.MssAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the server does by itself with mail that comes into an organisational BAL. Pure: what a message is goes in, what
 * is to be done comes out.
 *
 * <p>A patient's mail is left alone: its conversation is the team's and has to stay in sight, a nominative BAL may not
 * receive a patient's prescription (docs/domain.md §2), and a patient is answered by {@code acknowledgement}. So are
 * reports, which have no sender.
 *
 * @param xdmTo the applicative BAL of the same service, whose software files documents
 * @param copyTo nominative BAL of members
 */
public record DeliveryRules(Optional<MssAddress> xdmTo, List<MssAddress> copyTo, Optional<Absence> absence) {
    public static final DeliveryRules NONE = new DeliveryRules(Optional.empty(), List.of(), Optional.empty());

    /** Those who answer nobody and are answered by nobody (RFC 3834 §2; RFC 2142). */
    private static final Set<String> SERVICES = Set.of(
            "postmaster", "mailer-daemon", "noreply", "no-reply", "ne-pas-repondre", "nepasrepondre", "majordomo");

    public DeliveryRules {
        copyTo = List.copyOf(copyTo);
    }

    /**
     * That the team is away.
     *
     * @param until the first instant at which it is back
     * @param again a correspondent who writes again is answered again after so long
     */
    public record Absence(String subject, String text, Instant from, Instant until, Duration again) {}

    /**
     * A message as the rules see it.
     *
     * @param sender of the envelope; empty for a report
     * @param automatic whether no person wrote it to one: Auto-Submitted, a list, bulk mail
     * @param named whom To and Cc name
     */
    public record Facts(
            Optional<MssAddress> sender,
            boolean ofPatient,
            boolean automatic,
            boolean xdm,
            Set<MssAddress> named,
            Instant at) {
        public Facts {
            named = Set.copyOf(named);
        }
    }

    /** What is to be done. */
    public sealed interface Action {
        /** Into this BAL instead. */
        record Move(MssAddress to) implements Action {}

        /** Into this BAL as well. */
        record Copy(MssAddress to) implements Action {}

        /** An answer to this sender, unless there was one lately. */
        record Answer(MssAddress to, Absence absence) implements Action {}
    }

    /** For a message to this BAL. */
    public List<Action> actions(MssAddress bal, Facts facts) {
        if (facts.ofPatient() || facts.sender().isEmpty()) {
            return List.of();
        }
        List<Action> actions = new ArrayList<>();
        boolean moved = facts.xdm() && xdmTo.isPresent();
        if (moved) {
            actions.add(new Action.Move(xdmTo.get()));
        }
        copyTo.forEach(member -> actions.add(new Action.Copy(member)));
        MssAddress sender = facts.sender().get();
        absence.filter(away -> !moved)
                .filter(away -> !facts.at().isBefore(away.from()) && facts.at().isBefore(away.until()))
                .filter(away -> !facts.automatic() && facts.named().contains(bal))
                .filter(away -> !sender.equals(bal) && !sender.isPatient() && !isService(sender))
                .ifPresent(away -> actions.add(new Action.Answer(sender, away)));
        return actions;
    }

    private static boolean isService(MssAddress sender) {
        String local = sender.wireForm().substring(0, sender.wireForm().lastIndexOf('@'));
        return SERVICES.contains(local) || local.startsWith("owner-") || local.endsWith("-request");
    }
}
