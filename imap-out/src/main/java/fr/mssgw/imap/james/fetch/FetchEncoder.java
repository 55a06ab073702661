package fr.mssgw.imap.james.fetch;

import fr.mssgw.core.listing.MessageListing;
import fr.mssgw.core.listing.PartPlaces.Place;
import fr.mssgw.imap.james.connection.Octets;
import fr.mssgw.store.mailbox.ListedMessage;
import fr.mssgw.store.mailbox.MessageFlags;
import fr.mssgw.store.mailbox.MessageReading;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.james.imap.api.message.BodyFetchElement;
import org.apache.james.imap.api.message.FetchData.Item;
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

    private static final byte[] NOTHING = new byte[0];
    private static final byte[] NIL = {'N', 'I', 'L'};

    private final FetchPlan plan;
    private final MessageReading reading;
    private final KnownPlaces known;
    private final Responder client;
    private final List<Section> sections = new ArrayList<>();
    private final List<HeaderSelection> selections = new ArrayList<>();
    private final ByteArrayOutputStream octets = new ByteArrayOutputStream(4 * 1024);
    private boolean first;

    private record Section(BodyFetchElement asked, String name, @Nullable HeaderSelection selection) {}

    FetchEncoder(FetchPlan plan, MessageReading reading, KnownPlaces known, Responder client) {
        this.plan = plan;
        this.reading = reading;
        this.known = known;
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
            if (selection != null) {
                selections.add(selection);
            }
        }
    }

    /**
     * @param flags as the session sees them; bits of {@link MessageFlags}
     * @param modseq of these flags
     * @param changed whether they are told also where they were not asked for, since they have just changed
     * @param withModseq whether what changed is told with its number (RFC 7162 §3.1)
     */
    void encode(int number, ListedMessage message, int flags, long modseq, boolean changed, boolean withModseq) {
        ascii("* ").ascii(Integer.toString(number)).ascii(" FETCH (");
        first = true;
        MessageOctets stored = new MessageOctets(message, reading, known);
        if (plan.has(Item.MODSEQ) || changed && withModseq) {
            item("MODSEQ (").ascii(Long.toString(modseq)).ascii(")");
        }
        if (changed || plan.has(Item.FLAGS)) {
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
        listing(message, stored);
        if (plan.has(Item.UID)) {
            item("UID ").ascii(Long.toString(message.uid()));
        }
        for (Section section : sections) {
            section(section, stored);
            flushIfWorthIt(); // a line may name a thousand sections
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
        flushIfWorthIt();
    }

    private void flushIfWorthIt() {
        if (octets.size() >= WORTH_A_WRITE) {
            flush();
        }
    }

    /** Sends what was gathered. */
    void flush() {
        if (octets.size() > 0) {
            byte[] gathered = octets.toByteArray();
            octets.reset();
            WithoutNul.replace(gathered, 0, gathered.length);
            client.respond((Octets) writer -> writer.write(gathered));
        }
    }

    private void listing(ListedMessage message, MessageOctets stored) {
        boolean structure = plan.has(Item.BODY_STRUCTURE);
        boolean outline = plan.has(Item.BODY);
        boolean envelope = plan.has(Item.ENVELOPE);
        if (!structure && !outline && !envelope) {
            return;
        }
        boolean missing = envelope && message.envelope() == null
                || structure && message.bodyStructure() == null
                || outline && message.bodyOutline() == null;
        MessageListing listing = missing ? stored.listing() : null;
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

    private void section(Section section, MessageOctets stored) {
        item(section.name).ascii(" ");
        Place place = stored.place(section.asked);
        HeaderSelection selection = section.selection;
        if (selection == null) {
            long from = Math.min(place.to(), place.from() + from(section.asked));
            range(stored, from, from + Math.min(place.to() - from, length(section.asked)));
            return;
        }
        byte[] chosen = place.equals(Place.NOWHERE) ? NOTHING : selection.of(stored.fields(place, this::isSelected));
        int from = (int) Math.min(chosen.length, from(section.asked));
        int length = (int) Math.min(chosen.length - from, length(section.asked));
        ascii("{" + length + "}\r\n");
        octets.write(chosen, from, length);
    }

    /** By any of the sections, so that a header section is read once for all of them. */
    private boolean isSelected(String field) {
        for (HeaderSelection selection : selections) {
            if (selection.has(field)) {
                return true;
            }
        }
        return false;
    }

    private static long from(BodyFetchElement asked) {
        Long from = asked.getFirstOctet();
        return from == null ? 0 : from;
    }

    private static long length(BodyFetchElement asked) {
        Long length = asked.getNumberOfOctets();
        return length == null ? Long.MAX_VALUE : length;
    }

    /** Octets of the message as a literal; those that did not come with the row go out as they are read. */
    private void range(MessageOctets stored, long from, long to) {
        ascii("{" + (to - from) + "}\r\n");
        long body = stored.headerOctets();
        if (to <= body + stored.start().length) {
            write(from < body ? stored.header() : NOTHING, from, to);
            write(stored.start(), from - body, to - body);
            return;
        }
        flush();
        client.respond((Octets) writer -> writer.write(new Literal() {
            @Override
            public long size() {
                return to - from;
            }

            @Override
            public InputStream getInputStream() throws IOException {
                return WithoutNul.of(stored.between(from, to));
            }
        }));
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
        octets.writeBytes(written == null ? NIL : written);
        return this;
    }
}
