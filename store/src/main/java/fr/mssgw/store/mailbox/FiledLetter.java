package fr.mssgw.store.mailbox;

import fr.mssgw.core.delivery.Folders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/**
 * A copy of a letter to a patient that its sender's client files by APPEND: known again by its Message-ID, which the
 * conversation keeps of what the BAL wrote. It then shows the conversation's state and follows it, as the patient's
 * letters do. One lookup in an index; a letter to several patients belongs to several conversations and is left alone.
 */
final class FiledLetter {
    private static final Set<String> OF_A_STATE =
            Set.of(Folders.KEYWORD_OPEN, Folders.KEYWORD_CLOSED, Folders.KEYWORD_AWAITING);

    private static final Pattern MESSAGE_ID = Pattern.compile("(?im)^message-id:\\s*(<[^<>\\s]{3,250}>)\\s*$");

    // the causes as in the index conversation_event_written; locked before the folder, as every delivery does
    private static final String FIND = "SELECT c.id, c.state, c.awaiting FROM mailbox m CROSS JOIN LATERAL ("
            + "SELECT DISTINCT e.conversation_id AS id FROM conversation_event e WHERE e.message_id = :name "
            + "AND e.cause IN ('PROFESSIONAL_WROTE', 'CLOSED_BY_HEADER', 'CLOSED_BY_SUBJECT') "
            + "AND e.sender = m.bal LIMIT 100) w JOIN conversation c ON c.id = w.id AND c.contact = m.bal "
            + "WHERE m.id = :mailbox ORDER BY c.ins LIMIT 2 FOR SHARE OF c";

    private final long conversation;
    private final List<String> keywords;

    private FiledLetter(long conversation, List<String> keywords) {
        this.conversation = conversation;
        this.keywords = keywords;
    }

    /** In the caller's transaction, before it locks a folder; empty for any other message. */
    static Optional<FiledLetter> find(Handle handle, long mailboxId, byte[] header) {
        Matcher name = MESSAGE_ID.matcher(new String(header, StandardCharsets.ISO_8859_1));
        if (!name.find()) {
            return Optional.empty();
        }
        List<FiledLetter> found = handle.createQuery(FIND)
                .bind("name", name.group(1))
                .bind("mailbox", mailboxId)
                .map((rs, context) -> new FiledLetter(
                        rs.getLong("id"),
                        Stream.concat(
                                        Stream.of(
                                                rs.getString("state").equals("OPEN")
                                                        ? Folders.KEYWORD_OPEN
                                                        : Folders.KEYWORD_CLOSED),
                                        rs.getBoolean("awaiting")
                                                ? Stream.of(Folders.KEYWORD_AWAITING)
                                                : Stream.<String>empty())
                                .toList()))
                .list();
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    /** The client's flags with the state's keywords; a client that has as many as fit keeps its own. */
    MessageFlags over(MessageFlags flags) {
        List<String> own =
                flags.keywords().stream().filter(k -> !OF_A_STATE.contains(k)).toList();
        return own.size() + keywords.size() > MessageFlags.MOST_KEYWORDS
                ? flags
                : new MessageFlags(
                        flags.system(),
                        Stream.concat(own.stream(), keywords.stream()).toList());
    }

    void tie(Handle handle, long messageId) {
        handle.createUpdate("INSERT INTO conversation_message (conversation_id, message_id) VALUES (:id, :message)")
                .bind("id", conversation)
                .bind("message", messageId)
                .execute();
    }
}
