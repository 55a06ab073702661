package fr.mssgw.imap.james.mailbox;

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

    /** The database numbers messages when it stores them; until then they all are number 0. */
    static final class Numbering implements MessageId.Factory {
        @Override
        public MessageId fromString(String serialized) {
            return new StoredMessageId(Long.parseLong(serialized));
        }

        @Override
        public MessageId generate() {
            return new StoredMessageId(0);
        }
    }
}
