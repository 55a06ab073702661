package fr.mssgw.imap.james.fetch;

import fr.mssgw.core.listing.MessageListing;
import fr.mssgw.core.listing.PartPlaces;
import fr.mssgw.core.listing.PartPlaces.Entity;
import fr.mssgw.core.listing.PartPlaces.Place;
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
import java.util.Collections;
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

    /** Fields that lie beyond are not looked for in the header of a part. */
    private static final int LONGEST_HEADER = 1024 * 1024;

    private static final byte[] NOTHING = new byte[0];

    private final FetchPlan plan;
    private final MessageReading reading;
    private final KnownPlaces known;
    private final Responder client;
    private final List<Section> sections = new ArrayList<>();
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
        return WithoutNul.of(
                header != null ? header : reading.header(message.messageId()).orElse(NOTHING));
    }

    private void section(Section section, ListedMessage message) {
        item(section.name).ascii(" ");
        Place place = place(section.asked, message);
        HeaderSelection selection = section.selection;
        if (selection == null) {
            long from = Math.min(place.to(), place.from() + from(section.asked));
            range(message, from, from + Math.min(place.to() - from, length(section.asked)));
            return;
        }
        byte[] chosen = place.equals(Place.NOWHERE) ? new byte[0] : WithoutNul.of(selection.of(octets(message, place)));
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

    private Place place(BodyFetchElement asked, ListedMessage message) {
        SectionType type = asked.getSectionType();
        if (FetchPlan.isOfPart(asked)) {
            return places(message)
                    .find(asked.getPath())
                    .map(part -> place(type, part))
                    .orElse(Place.NOWHERE);
        }
        return switch (type) {
            case CONTENT -> new Place(0, message.size());
            case TEXT -> new Place(message.headerOctets(), message.size());
            case HEADER, HEADER_FIELDS, HEADER_NOT_FIELDS, MIME -> new Place(0, message.headerOctets());
        };
    }

    /** Header and text are an enclosed message's (RFC 3501 §6.4.5); of another part they are empty. */
    private static Place place(SectionType type, Entity part) {
        return switch (type) {
            case CONTENT -> part.body();
            case MIME -> part.header();
            case TEXT -> part.message().map(Entity::body).orElse(Place.NOWHERE);
            case HEADER, HEADER_FIELDS, HEADER_NOT_FIELDS ->
                part.message().map(Entity::header).orElse(Place.NOWHERE);
        };
    }

    private PartPlaces places(ListedMessage message) {
        try {
            return known.of(message.messageId(), () -> {
                try (InputStream body = from(message, message.headerOctets(), message.size())) {
                    return PartPlaces.of(header(message), body);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("looking for the parts of a message", e);
        }
    }

    private byte[] octets(ListedMessage message, Place place) {
        if (place.from() == 0 && place.to() == message.headerOctets()) {
            return header(message);
        }
        long to = Math.min(place.to(), place.from() + LONGEST_HEADER);
        try (InputStream in = from(message, place.from(), to)) {
            return in.readNBytes((int) (to - place.from()));
        } catch (IOException e) {
            throw new UncheckedIOException("reading the header of a part", e);
        }
    }

    /** Octets of the message as a literal; those that did not come with the row go out as they are read. */
    private void range(ListedMessage message, long from, long to) {
        ascii("{" + (to - from) + "}\r\n");
        byte[] before = from < message.headerOctets() ? header(message) : NOTHING;
        byte[] start = start(message);
        if (to <= message.headerOctets() + start.length) {
            write(before, from, to);
            write(start, from - message.headerOctets(), to - message.headerOctets());
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
                return from(message, from, to);
            }
        }));
    }

    /** The octets between two places, read as they are used and not beyond. */
    private InputStream from(ListedMessage message, long from, long to) throws IOException {
        byte[] start = start(message);
        long inBody = Math.max(0, from - message.headerOctets());
        List<InputStream> pieces = new ArrayList<>();
        if (from < message.headerOctets()) {
            byte[] header = header(message);
            pieces.add(new ByteArrayInputStream(header, (int) from, header.length - (int) from));
        }
        if (inBody < start.length) {
            pieces.add(new ByteArrayInputStream(start, (int) inBody, start.length - (int) inBody));
        }
        InputStream rest = reading.body(message.bodyId(), Math.max(0, to - message.headerOctets()));
        rest.skip(Math.max(start.length, inBody)); // which reads nothing
        pieces.add(WithoutNul.of(rest));
        return new SequenceInputStream(Collections.enumeration(pieces));
    }

    private static byte[] start(ListedMessage message) {
        byte[] start = message.bodyStart();
        return start == null ? NOTHING : WithoutNul.of(start);
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
        octets.writeBytes(written == null ? new byte[] {'N', 'I', 'L'} : WithoutNul.inQuotes(written));
        return this;
    }
}
