package fr.mssgw.store.audit;

import fr.mssgw.store.audit.AuditChain.Head;
import fr.mssgw.store.audit.AuditChain.Sealed;
import java.util.Optional;

/**
 * Follows the lines of an export and names the first that is not as it was sealed. A part of the trail can be verified
 * too: what came before its first line is then vouched for by that line's {@code previous} alone. For one thread.
 */
public final class AuditVerifier {
    private final Optional<Head> expected;
    private long first;
    private Head last = Head.NONE;
    private Optional<Fault> fault = Optional.empty();

    /** @param seq of the first line that is missing, altered or out of its place */
    public record Fault(long seq, String problem) {}

    /** @param expected a head that was kept elsewhere, which must be part of the chain */
    public AuditVerifier(Optional<Head> expected) {
        this.expected = expected;
    }

    /** Takes the next line; false once something is wrong, after which nothing more is looked at. */
    public boolean accept(String line) {
        if (fault.isEmpty()) {
            fault = judge(line);
        }
        return fault.isEmpty();
    }

    private Optional<Fault> judge(String line) {
        Sealed sealed = AuditChain.read(line);
        long due = last.seq() + 1;
        if (sealed == null) {
            return fault(due, "is not a line of an audit export");
        }
        if (first == 0) {
            if (sealed.seq() < 1 || sealed.seq() == 1 && !sealed.previous().equals(AuditChain.BEGINNING)) {
                return fault(1, "is not the beginning of a chain");
            }
            first = sealed.seq();
        } else if (sealed.seq() != due) {
            return fault(due, "is missing: %d stands in its place".formatted(sealed.seq()));
        } else if (!sealed.previous().equals(last.hash())) {
            return fault(due, "does not follow the line before it: one of the two is not what was sealed");
        }
        if (!sealed.holds()) {
            return fault(sealed.seq(), "was altered: its hash is another");
        }
        if (expected.isPresent()
                && expected.get().seq() == sealed.seq()
                && !expected.get().hash().equals(sealed.hash())) {
            return fault(sealed.seq(), "is not the line of the given head: the chain was written anew");
        }
        last = sealed.head();
        return Optional.empty();
    }

    private static Optional<Fault> fault(long seq, String problem) {
        return Optional.of(new Fault(seq, problem));
    }

    /** The first fault, once all lines were taken; empty when the chain is whole. */
    public Optional<Fault> fault() {
        if (fault.isEmpty() && expected.isPresent()) {
            if (expected.get().seq() > last.seq()) {
                return fault(
                        last.seq() + 1,
                        "is missing: the trail went up to " + expected.get().seq());
            }
            if (expected.get().seq() < first) {
                return fault(expected.get().seq(), "is missing: the lines begin after the given head");
            }
        }
        return fault;
    }

    /** Number of the first line; 0 when there was none. A number above 1 means that the beginning is elsewhere. */
    public long first() {
        return first;
    }

    /** The last line that held. */
    public Head last() {
        return last;
    }
}
