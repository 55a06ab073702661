package fr.mssgw.core.flow;

import fr.mssgw.core.conversation.ConversationId;
import fr.mssgw.core.conversation.ConversationState;
import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.core.mail.HeaderSection.Field;
import fr.mssgw.core.message.SmimeLabel;
import java.util.Locale;
import java.util.regex.Pattern;

/** The fields by which the gateway speaks to a local reader (contract §6); from outside they are removed. */
final class LocalFields {
    static final String PREFIX = "X-MSSGW-";
    private static final Pattern NOT_PRINTABLE = Pattern.compile("[^ -~]");

    private LocalFields() {}

    /** The section without what only this gateway may say. */
    static HeaderSection cleaned(HeaderSection header) {
        return header.withoutPrefix(PREFIX).without(name -> name.equalsIgnoreCase("Return-Path"));
    }

    static Field smime(SmimeLabel label) {
        return Field.of(
                PREFIX + "SMIME", NOT_PRINTABLE.matcher(label.headerValue()).replaceAll("?"));
    }

    static Field conversation(ConversationId id, ConversationState state) {
        return Field.of(PREFIX + "Conversation", state.name().toLowerCase(Locale.ROOT) + "; id=" + id);
    }

    static Field openConversation(ConversationId id) {
        return Field.of(PREFIX + "Conversation", "open; id=" + id);
    }
}
