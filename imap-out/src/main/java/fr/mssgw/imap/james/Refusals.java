package fr.mssgw.imap.james;

import fr.mssgw.store.mailbox.MessageFlags;
import java.util.Arrays;
import java.util.Optional;
import javax.mail.Flags;
import org.apache.james.imap.api.ImapMessage;
import org.apache.james.imap.api.display.HumanReadableText;
import org.apache.james.imap.message.request.AppendRequest;
import org.apache.james.imap.message.request.CreateRequest;
import org.apache.james.imap.message.request.ExpungeRequest;
import org.apache.james.imap.message.request.MoveRequest;
import org.apache.james.imap.message.request.RenameRequest;
import org.apache.james.imap.message.request.ReplaceRequest;
import org.apache.james.imap.message.request.StoreRequest;
import org.apache.james.imap.message.request.SubscribeRequest;

/**
 * Commands that are refused for what they ask: more than is kept, a name that no folder has, or a change of a folder that
 * is open to be looked at. Pure.
 */
final class Refusals {
    /** RFC 5530 §3 names this very case for its code. */
    static final ResponseText KEYWORDS =
            new ResponseText("LIMIT", "un message porte au plus 64 mots-clés de 100 caractères");

    private Refusals() {}

    /**
     * Why a command is refused, if it is.
     *
     * @param readOnly whether the session has its folder open by EXAMINE
     */
    static Optional<HumanReadableText> of(ImapMessage message, boolean readOnly) {
        if (readOnly && changesFolder(message)) {
            return Optional.of(HumanReadableText.MAILBOX_IS_READ_ONLY);
        }
        return isNoName(message) ? Optional.of(HumanReadableText.FAILURE_MAILBOX_NAME) : Optional.empty();
    }

    /** Whether it sets more keywords than a message may have, or longer ones: {@link #KEYWORDS}. */
    static boolean setsTooManyKeywords(ImapMessage message) {
        return message instanceof StoreRequest store && isTooMuch(store.getFlags())
                || message instanceof AppendRequest append && isTooMuch(append.getFlags())
                || message instanceof ReplaceRequest replace && isTooMuch(replace.getFlags());
    }

    /** The open one; CLOSE does its other half. */
    private static boolean changesFolder(ImapMessage message) {
        return message instanceof StoreRequest
                || message instanceof ExpungeRequest
                || message instanceof MoveRequest
                || message instanceof ReplaceRequest;
    }

    /** Names with characters that no name has in IMAP, and that a quoted string cannot hold (RFC 3501 §5.1, §9). */
    private static boolean isNoName(ImapMessage message) {
        return message instanceof CreateRequest create && hasControls(create.getMailboxName())
                || message instanceof RenameRequest rename && hasControls(rename.getNewName())
                || message instanceof SubscribeRequest subscribe && hasControls(subscribe.getMailboxName());
    }

    private static boolean hasControls(String name) {
        return name.chars().anyMatch(Character::isISOControl);
    }

    private static boolean isTooMuch(Flags flags) {
        String[] keywords = flags.getUserFlags();
        return keywords.length > MessageFlags.MOST_KEYWORDS
                || Arrays.stream(keywords).anyMatch(keyword -> keyword.length() > MessageFlags.LONGEST_KEYWORD);
    }
}
