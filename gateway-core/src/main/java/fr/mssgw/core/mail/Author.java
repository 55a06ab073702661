package fr.mssgw.core.mail;

import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.message.MalformedMessage;
import java.util.List;
import java.util.Optional;

/** Who a message says has written it: its From (RFC 5322 §3.6.2), of which MSSanté allows one mailbox only. */
public sealed interface Author {
    record One(MssAddress address) implements Author {}

    /** Several From fields, or several mailboxes in it. */
    record Several() implements Author {}

    /** @param reason in French */
    record Unreadable(String reason) implements Author {}

    record Missing() implements Author {}

    /** Why nobody can be held to have written it, in French; empty for {@link One}. */
    default Optional<String> problem() {
        if (this instanceof Unreadable unreadable) {
            return Optional.of("auteur (From) illisible : " + unreadable.reason());
        }
        if (this instanceof Several) {
            return Optional.of("le message a plusieurs auteurs (From)");
        }
        return this instanceof Missing ? Optional.of("le message n'a pas d'auteur (From)") : Optional.empty();
    }

    static Author of(HeaderSection header) {
        List<String> values = header.values("From");
        if (values.isEmpty()) {
            return new Missing();
        }
        if (values.size() > 1) {
            return new Several();
        }
        try {
            List<Mailboxes.Mailbox> mailboxes = Mailboxes.parse(values.get(0));
            return mailboxes.size() == 1 ? new One(mailboxes.get(0).address()) : new Several();
        } catch (MalformedMessage e) {
            return new Unreadable(e.reason());
        }
    }
}
