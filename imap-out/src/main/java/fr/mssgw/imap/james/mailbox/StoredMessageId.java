package fr.mssgw.imap.james.mailbox;

import java.util.function.LongSupplier;
import org.apache.james.mailbox.model.MessageId;

/** {@code message.id} as James wants it: the same for all copies of a content (RFC 8474 EMAILID). */
record StoredMessageId(long id) implements MessageId {
    static long of(MessageId message) {
        return ((StoredMessageId) message).id();
    }

    @Override
    public String serialize() {
        return Long.toString(id);
    }

    @Override
    public boolean isSerializable() {
        return true;
    }

    /** Numbers from the database, so that a message keeps the one that it has before it is stored. */
    static final class Numbering implements MessageId.Factory {
        private final LongSupplier next;

        Numbering(LongSupplier next) {
            this.next = next;
        }

        @Override
        public MessageId fromString(String serialized) {
            return new StoredMessageId(Long.parseLong(serialized));
        }

        @Override
        public MessageId generate() {
            return new StoredMessageId(next.getAsLong());
        }
    }
}
