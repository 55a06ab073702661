package fr.mssgw.imap.james.fetch;

import fr.mssgw.core.listing.MessageListing;
import fr.mssgw.imap.james.connection.Octets;
import fr.mssgw.store.mailbox.ListedMessage;
import fr.mssgw.store.mailbox.MessageFlags;
import fr.mssgw.store.mailbox.MessageReading;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.james.imap.api.message.BodyFetchElement;
import org.apache.james.imap.api.message.FetchData.Item;
import org.apache.james.imap.api.message.SectionType;
import org.apache.james.imap.api.process.ImapProcessor.Responder;
import org.apache.james.imap.message.Literal;
import org.jspecify.annotations.Nullable;

/**
 * Writes FETCH answers from rows, gathered until they are worth a write. What stands in columns is copied; what is
 * longer than the start of a body that came with its row is streamed. For one command, one thread.
 */
final class FetchEncoder {
    private static final int WORTH_A_WRITE = 32 * 1024;
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("dd-MMM-yyyy HH:mm:ss '+0000'", Locale.US)
            .withZone(ZoneOffset.UTC);

    private final FetchPlan plan;
    private final MessageReading reading;
    private final Responder client;
    private final List<Section> sections = new ArrayList<>();
    private final ByteArrayOutputStream octets = new ByteArrayOutputStream(2 * WORTH_A_WRITE);
    private boolean first;

    private record Section(BodyFetchElement asked, String name, @Nullable HeaderSelection selection) {}

    FetchEncoder(FetchPlan plan, MessageReading reading, Responder client) {
        this.plan = plan;
        this.reading = reading;
        this.client = client;
        for (BodyFetchElement asked : plan.sections()) {
            String name =
                    asked.getResponseName() + (asked.getFirstOctet() == null ? "" : "<" + asked.getFirstOctet() + ">");
            HeaderSelection selection =
                    switch (asked.getSectionType()) {
                        case HEADER_FIELDS -> new HeaderSelection(asked.getFieldNames(), true);
                        case HEADER_NOT_FIELDS -> new HeaderSelection(asked.getFieldNames(), false);
                        default -> null;
                    };
            sections.add(new Section(asked, name, selection));
        }
    }

    /**
     * @param flags as the session sees them; bits of {@link MessageFlags}
     * @param withFlags also where they were not asked for, since they have just changed
     */
    void encode(int number, ListedMessage message, int flags, boolean withFlags) {
        ascii("* ").ascii(Integer.toString(number)).ascii(" FETCH (");
        first = true;
        if (plan.has(Item.MODSEQ)) {
            item("MODSEQ (").ascii(Long.toString(message.modseq())).ascii(")");
        }
        if (withFlags || plan.has(Item.FLAGS)) {
            item("FLAGS (");
            flags(flags, message.keywords());
            ascii(")");
        }
        if (plan.has(Item.INTERNAL_DATE)) {
            item("INTERNALDATE ").date(message.internalDate());
        }
        if (plan.has(Item.SIZE)) {
            item("RFC822.SIZE ").ascii(Long.toString(message.size()));
        }
        listing(message);
        if (plan.has(Item.UID)) {
            item("UID ").ascii(Long.toString(message.uid()));
        }
        for (Section section : sections) {
            section(section, message);
        }
        if (plan.has(Item.EMAILID)) {
            item("EMAILID (").ascii(Long.toString(message.messageId())).ascii(")");
        }
        if (plan.has(Item.THREADID)) {
            item("THREADID (").ascii(Long.toString(message.messageId())).ascii(")");
        }
        if (plan.has(Item.SAVEDATE)) {
            item("SAVEDATE ").date(message.saveDate());
        }
        ascii(")\r\n");
        if (octets.size() >= WORTH_A_WRITE) {
            flush();
        }
    }

    /** Sends what was gathered. */
    void flush() {
        if (octets.size() > 0) {
            byte[] gathered = octets.toByteArray();
            octets.reset();
            client.respond((Octets) writer -> writer.write(gathered));
        }
    }

    private void listing(ListedMessage message) {
        boolean structure = plan.has(Item.BODY_STRUCTURE);
        boolean outline = plan.has(Item.BODY);
        boolean envelope = plan.has(Item.ENVELOPE);
        if (!structure && !outline && !envelope) {
            return;
        }
        boolean missing = envelope && message.envelope() == null
                || structure && message.bodyStructure() == null
                || outline && message.bodyOutline() == null;
        MessageListing listing = missing ? read(message) : null;
        if (envelope) {
            item("ENVELOPE ").raw(listing == null ? message.envelope() : listing.envelope());
        }
        if (outline) {
            item("BODY ").raw(listing == null ? message.bodyOutline() : listing.body());
        }
        if (structure) {
            item("BODYSTRUCTURE ").raw(listing == null ? message.bodyStructure() : listing.bodyStructure());
        }
    }

    /** Of a message that was stored before listings were. */
    private MessageListing read(ListedMessage message) {
        try (InputStream body = reading.body(message.bodyId(), message.bodyOctets())) {
            return MessageListing.of(header(message), body);
        } catch (IOException e) {
            throw new UncheckedIOException("reading a message that has no listing yet", e);
        }
    }

    private byte[] header(ListedMessage message) {
        byte[] header = message.header();
        return header != null ? header : reading.header(message.messageId()).orElse(new byte[0]);
    }

    private void section(Section section, ListedMessage message) {
        SectionType type = section.asked.getSectionType();
        item(section.name).ascii(" ");
        if (FetchPlan.readsBody(section.asked)) {
            body(section.asked, message, type == SectionType.CONTENT ? header(message) : new byte[0]);
            return;
        }
        byte[] header = header(message);
        HeaderSelection selection = section.selection;
        byte[] chosen = selection == null ? header : selection.of(header);
        int from = (int) Math.min(chosen.length, from(section.asked));
        int length = (int) Math.min(chosen.length - from, length(section.asked));
        ascii("{" + length + "}\r\n");
        octets.write(chosen, from, length);
    }

    private static long from(BodyFetchElement asked) {
        Long from = asked.getFirstOctet();
        return from == null ? 0 : from;
    }

    private static long length(BodyFetchElement asked) {
        Long length = asked.getNumberOfOctets();
        return length == null ? Long.MAX_VALUE : length;
    }

    private void body(BodyFetchElement asked, ListedMessage message, byte[] before) {
        byte[] start = message.bodyStart() == null ? new byte[0] : message.bodyStart();
        long whole = before.length + message.bodyOctets();
        long from = Math.min(whole, from(asked));
        long length = Math.min(whole - from, length(asked));
        ascii("{" + length + "}\r\n");
        if (from + length <= before.length + start.length) {
            write(before, from, from + length);
            write(start, from - before.length, from + length - before.length);
            return;
        }
        flush();
        client.respond((Octets) writer -> writer.write(new Literal() {
            @Override
            public long size() {
                return length;
            }

            @Override
            public InputStream getInputStream() throws IOException {
                return tail(message, before, start, from);
            }
        }));
    }

    private InputStream tail(ListedMessage message, byte[] before, byte[] start, long from) throws IOException {
        InputStream rest = reading.body(message.bodyId(), message.bodyOctets());
        rest.skipNBytes(Math.max(start.length, from - before.length));
        long inStart = Math.max(0, from - before.length);
        InputStream all = inStart >= start.length
                ? rest
                : new SequenceInputStream(
                        new ByteArrayInputStream(start, (int) inStart, start.length - (int) inStart), rest);
        return from >= before.length
                ? all
                : new SequenceInputStream(
                        new ByteArrayInputStream(before, (int) from, before.length - (int) from), all);
    }

    /** Those octets of a piece that lie between two places, which may lie before or after it. */
    private void write(byte[] piece, long from, long to) {
        long begin = Math.max(0, from);
        long end = Math.min(piece.length, to);
        if (begin < end) {
            octets.write(piece, (int) begin, (int) (end - begin));
        }
    }

    private void flags(int flags, String keywords) {
        String separator = "";
        for (FlagName flag : FlagName.ALL) {
            if ((flags & flag.bit()) != 0) {
                ascii(separator).ascii(flag.name());
                separator = " ";
            }
        }
        if (!keywords.isEmpty()) {
            ascii(separator).ascii(keywords);
        }
    }

    /** A system flag and its name on the wire. */
    private record FlagName(int bit, String name) {
        static final List<FlagName> ALL = List.of(
                new FlagName(MessageFlags.ANSWERED, "\\Answered"),
                new FlagName(MessageFlags.DELETED, "\\Deleted"),
                new FlagName(MessageFlags.DRAFT, "\\Draft"),
                new FlagName(MessageFlags.FLAGGED, "\\Flagged"),
                new FlagName(MessageFlags.RECENT, "\\Recent"),
                new FlagName(MessageFlags.SEEN, "\\Seen"));
    }

    private FetchEncoder item(String name) {
        ascii(first ? "" : " ");
        first = false;
        return ascii(name);
    }

    private FetchEncoder date(@Nullable Instant date) {
        return date == null
                ? ascii("NIL")
                : ascii("\"").ascii(DATE.format(date)).ascii("\"");
    }

    private FetchEncoder ascii(String text) {
        octets.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    private FetchEncoder raw(byte @Nullable [] written) {
        octets.writeBytes(written == null ? new byte[] {'N', 'I', 'L'} : written);
        return this;
    }
}
