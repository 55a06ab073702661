package fr.mssgw.sandbox.mes;

import fr.mssgw.core.identity.MalformedAddress;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.sandbox.Cast;
import fr.mssgw.sandbox.mes.Behaviour.Act;
import fr.mssgw.sandbox.mes.Behaviour.Rule;
import fr.mssgw.sandbox.smtp.Inbox;
import fr.mssgw.sandbox.smtp.ReceivingServer;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.subethamail.smtp.DropConnectionException;
import org.subethamail.smtp.RejectException;

/** The SMTP side of the simulated Mon espace santé: its own domain only, and what a script asks of its behaviour. */
final class MesReception implements ReceivingServer.Reception {
    /** What happens to a message that was taken. */
    @FunctionalInterface
    interface Taken {
        void message(Inbox.Envelope envelope, byte[] message) throws IOException;
    }

    private final Behaviour behaviour;
    private final Taken taken;

    MesReception(Behaviour behaviour, Taken taken) {
        this.behaviour = behaviour;
        this.taken = taken;
    }

    @Override
    public void recipient(String address) throws RejectException {
        boolean ours;
        try {
            ours = MssAddress.parse(address).domain().toString().equals(Cast.MES_DOMAIN);
        } catch (MalformedAddress e) {
            ours = address.toLowerCase(Locale.ROOT).endsWith("@" + Cast.MES_DOMAIN); // comes back as a mail
        }
        if (!ours) {
            throw new RejectException(550, "5.7.1 ce serveur ne reçoit que pour " + Cast.MES_DOMAIN);
        }
    }

    @Override
    public void before(String stage, String from, List<String> recipients) throws RejectException {
        for (String recipient : recipients.isEmpty() ? List.of("") : recipients) {
            String patient = matricule(recipient);
            Optional<Rule> delay = behaviour.take(Act.DELAY, stage, patient);
            if (delay.isPresent()) {
                sleep(delay.get());
            }
            if (behaviour.take(Act.DISCONNECT, stage, patient).isPresent()) {
                throw new DropConnectionException("hanging up, as a script asked");
            }
            Optional<Rule> reply = behaviour.take(Act.REPLY, stage, patient);
            if (reply.isPresent()) {
                throw refusal(reply.get());
            }
            Optional<Rule> greylist =
                    stage.equals("RCPT") ? behaviour.take(Act.GREYLIST, "", patient) : Optional.empty();
            if (greylist.isPresent() && behaviour.isTooEarly(greylist.get(), from, recipient)) {
                throw new RejectException(451, "4.7.1 réessayez plus tard (liste grise)");
            }
        }
    }

    private static RejectException refusal(Rule rule) {
        int code = Objects.requireNonNull(rule.code());
        String enhanced = Objects.requireNonNullElse(rule.enhanced(), code / 100 + ".3.0");
        return new RejectException(
                code, enhanced + " " + Objects.requireNonNullElse(rule.text(), "refus demandé au simulateur"));
    }

    private static void sleep(Rule rule) {
        try {
            Thread.sleep(rule.duration().toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What stands before the at sign, upper case; empty where nothing does. */
    static String matricule(String recipient) {
        return recipient.substring(0, Math.max(0, recipient.indexOf('@'))).toUpperCase(Locale.ROOT);
    }

    @Override
    public void message(Inbox.Envelope envelope, byte[] message) throws IOException {
        taken.message(envelope, message);
    }
}
