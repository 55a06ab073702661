package fr.mssgw.imap.james.mailbox;

import fr.mssgw.core.access.Identity;
import fr.mssgw.core.identity.Person;
import fr.mssgw.core.identity.Rpps;
import fr.mssgw.core.mailbox.MailboxSettings;
import fr.mssgw.core.mailbox.Takers;
import fr.mssgw.core.port.MailboxPolicy;
import fr.mssgw.store.mailbox.MessageFlags;
import java.util.Optional;
import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.store.FlagsUpdateCalculator;

/**
 * Who changes flags in a session, and what that means in a shared BAL.
 *
 * @param ownSeen whose {@code \Seen} is read and written; empty: the one of all
 * @param takers who can take a message; empty where the BAL is one person's
 */
record Actor(Optional<Rpps> person, Optional<Rpps> ownSeen, Optional<Takers> takers) {

    static Actor of(MailboxSession session, MailboxPolicy policy) {
        Optional<Identity> identity = Trace.identity(session);
        Optional<Rpps> person = identity.flatMap(Identity::person).map(Person::rpps);
        Optional<Rpps> ownSeen = person.filter(rpps -> identity.map(Identity::bal)
                .filter(bal -> policy.of(bal.address()).seen() == MailboxSettings.Seen.PER_PERSON)
                .isPresent());
        return new Actor(person, ownSeen, identity.map(Identity::bal).flatMap(Takers::of));
    }

    /** No client changes {@code \Recent} (RFC 9051 §2.3.2); only the session that is told of it takes it away. */
    MessageFlags edited(FlagsUpdateCalculator calculator, MessageFlags before) {
        MessageFlags after = FlagBits.toStore(calculator.buildNewFlags(FlagBits.toJames(before)));
        int recent = before.system() & MessageFlags.RECENT;
        return settled(before, new MessageFlags(after.system() & ~MessageFlags.RECENT | recent, after.keywords()));
    }

    /** The flags of a message that comes in. */
    MessageFlags initial(MessageFlags wanted) {
        return settled(new MessageFlags(0, java.util.List.of()), wanted);
    }

    private MessageFlags settled(MessageFlags before, MessageFlags after) {
        return takers.map(members ->
                        new MessageFlags(after.system(), members.settle(before.keywords(), after.keywords(), person)))
                .orElse(after);
    }
}
