package fr.mssgw.core.flow;

import fr.mssgw.core.conversation.ConversationId;
import fr.mssgw.core.conversation.ConversationState;
import fr.mssgw.core.mail.AuthenticationResults;
import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.core.mail.HeaderSection.Field;
import fr.mssgw.core.message.SmimeLabel;
import fr.mssgw.core.text.Ascii;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The fields by which the gateway speaks to a local reader (docs/contract.md §6), and those that no reader is to see.
 * Of a message both concern the outermost header section alone: what is attached stays as it is, and so does what a
 * client files by IMAP. A message that cannot be opened is attached to its explanation as this leaves it.
 */
public final class LocalFields {
    public static final String PREFIX = "X-MSSGW-";
    private static final Pattern NOT_PRINTABLE = Pattern.compile("[^ -~]");

    private LocalFields() {}

    /**
     * Who else is sent the message, unseen by the others: {@code Bcc} and {@code Resent-Bcc} (RFC 5322 §3.6.3, §3.6.6),
     * which other operators may leave in as well, and what servers make of an envelope ({@code Apparently-To}, RFC 2076
     * §3.4; {@code X-Envelope-To} and its kin), which may name hidden recipients here.
     */
    private static final Set<String> HIDDEN =
            Set.of("bcc", "resent-bcc", "apparently-to", "envelope-to", "x-envelope-to", "x-rcpt-to");

    /**
     * Who received the message before it was sent on: its new author's own BAL or an alias of it, which is nobody's
     * business. Where another operator's server wrote them, they say nothing of ours and tell a support what happened.
     */
    private static final Set<String> OF_AN_EARLIER_DELIVERY =
            Set.of("delivered-to", "x-delivered-to", "x-original-to", "original-recipient");

    /**
     * The section of a message that comes in, without what only this gateway may say and what nobody may see, and without
     * the findings about it that claim to be this server's (RFC 8601 §5).
     */
    static HeaderSection received(HeaderSection header, String hostname) {
        return received(header).withoutFields(field -> AuthenticationResults.areOf(field, hostname));
    }

    /** The same of what a key opened, which lies under the fields of a message that came in. */
    static HeaderSection received(HeaderSection header) {
        return header.withoutPrefix(PREFIX).without(name -> Ascii.same(name, "Return-Path") || isOneOf(HIDDEN, name));
    }

    /** The section of a message that a client sends, without all that as well as the traces of an earlier delivery. */
    static HeaderSection submitted(HeaderSection header, String hostname) {
        return received(header, hostname).without(name -> isOneOf(OF_AN_EARLIER_DELIVERY, name));
    }

    private static boolean isOneOf(Set<String> names, String name) {
        return names.contains(Ascii.lower(name));
    }

    static Field smime(SmimeLabel label) {
        return Field.of(
                PREFIX + "SMIME", NOT_PRINTABLE.matcher(label.headerValue()).replaceAll("?"));
    }

    public static Field conversation(ConversationId id, ConversationState state) {
        return Field.of(PREFIX + "Conversation", Ascii.lower(state.name()) + "; id=" + id);
    }

    public static Field openConversation(ConversationId id) {
        return Field.of(PREFIX + "Conversation", "open; id=" + id);
    }
}
