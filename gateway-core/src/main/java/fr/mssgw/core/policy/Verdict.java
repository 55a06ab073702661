package fr.mssgw.core.policy;

import fr.mssgw.core.masking.Matricules;
import java.util.function.Function;

/** What to do with one command or message. Adapters translate it; they never decide. */
public sealed interface Verdict {
    Deliver DELIVER = new Deliver();

    /** Go on: accept the command, hand the message on. */
    record Deliver() implements Verdict {
        @Override
        public <T> T fold(Function<Deliver, T> deliver, Function<Refuse, T> refuse, Function<TryLater, T> later) {
            return deliver.apply(this);
        }
    }

    /**
     * Refuse: a reply while the sender is connected, a report (RFC 3464) later; both quote the rule.
     *
     * @param reason in French, for the person who wrote; matricules are masked in it
     */
    record Refuse(Rule rule, String reason) implements Verdict {
        public Refuse {
            reason = Matricules.masked(reason);
        }

        @Override
        public <T> T fold(Function<Deliver, T> deliver, Function<Refuse, T> refuse, Function<TryLater, T> later) {
            return refuse.apply(this);
        }
    }

    /**
     * Cannot tell yet, because something this needs is down: the sender retries.
     *
     * @param waitingFor for the operator's log; the peer is told no more than that the service is unavailable
     */
    record TryLater(String waitingFor) implements Verdict {
        public TryLater {
            waitingFor = Matricules.masked(waitingFor);
        }

        @Override
        public <T> T fold(Function<Deliver, T> deliver, Function<Refuse, T> refuse, Function<TryLater, T> later) {
            return later.apply(this);
        }
    }

    <T> T fold(Function<Deliver, T> deliver, Function<Refuse, T> refuse, Function<TryLater, T> later);

    default boolean delivers() {
        return this instanceof Deliver;
    }
}
