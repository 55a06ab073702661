package fr.mssgw.imap.james.fetch;

import fr.mssgw.core.listing.MessageListing;
import fr.mssgw.core.listing.PartPlaces;
import fr.mssgw.core.listing.PartPlaces.Entity;
import fr.mssgw.core.listing.PartPlaces.Place;
import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.store.mailbox.ListedMessage;
import fr.mssgw.store.mailbox.MessageReading;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import org.apache.james.imap.api.message.BodyFetchElement;
import org.apache.james.imap.api.message.SectionType;
import org.jspecify.annotations.Nullable;

/**
 * The octets of one message while its answer is written, as they are stored: its parts are looked for in what they were
 * listed from. What several sections ask for is read and taken apart once, since one line names as many sections of a
 * message as it has room for. For one thread.
 */
final class MessageOctets {
    /** Fields that lie beyond are not looked for in the header of a part. */
    private static final int LONGEST_HEADER = 1024 * 1024;

    private static final byte[] NOTHING = new byte[0];

    private final ListedMessage message;
    private final MessageReading reading;
    private final KnownPlaces known;
    private byte @Nullable [] header;
    private @Nullable PartPlaces places;
    private @Nullable Fields last;

    /** The header section that was read last. */
    private record Fields(Place place, HeaderSection section) {}

    MessageOctets(ListedMessage message, MessageReading reading, KnownPlaces known) {
        this.message = message;
        this.reading = reading;
        this.known = known;
    }

    long headerOctets() {
        return message.headerOctets();
    }

    byte[] header() {
        byte[] read = header;
        if (read == null) {
            byte[] listed = message.header();
            read = listed != null ? listed : reading.header(message.messageId()).orElse(NOTHING);
            header = read;
        }
        return read;
    }

    /** Those of the body that came with its row. */
    byte[] start() {
        byte[] start = message.bodyStart();
        return start == null ? NOTHING : start;
    }

    /** The octets between two places, read as they are used and not beyond. */
    InputStream between(long from, long to) throws IOException {
        byte[] start = start();
        long inBody = Math.max(0, from - headerOctets());
        List<InputStream> pieces = new ArrayList<>();
        if (from < headerOctets()) {
            pieces.add(new ByteArrayInputStream(header(), (int) from, header().length - (int) from));
        }
        if (inBody < start.length) {
            pieces.add(new ByteArrayInputStream(start, (int) inBody, start.length - (int) inBody));
        }
        InputStream rest = reading.body(message.bodyId(), Math.max(0, to - headerOctets()));
        rest.skip(Math.max(start.length, inBody)); // which reads nothing
        pieces.add(rest);
        return new SequenceInputStream(Collections.enumeration(pieces));
    }

    /** Of a message that was stored before listings were. */
    MessageListing listing() {
        try (InputStream body = reading.body(message.bodyId(), message.bodyOctets())) {
            return MessageListing.of(header(), body);
        } catch (IOException e) {
            throw new UncheckedIOException("reading a message that has no listing yet", e);
        }
    }

    /** Where a section lies; {@link Place#NOWHERE} where there is no such part. */
    Place place(BodyFetchElement asked) {
        SectionType type = asked.getSectionType();
        if (FetchPlan.isOfPart(asked)) {
            return places().find(asked.getPath()).map(part -> place(type, part)).orElse(Place.NOWHERE);
        }
        return switch (type) {
            case CONTENT -> new Place(0, message.size());
            case TEXT -> new Place(headerOctets(), message.size());
            case HEADER, HEADER_FIELDS, HEADER_NOT_FIELDS, MIME -> new Place(0, headerOctets());
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

    private PartPlaces places() {
        PartPlaces found = places;
        if (found == null) {
            try {
                found = known.of(message.messageId(), () -> {
                    try (InputStream body = between(headerOctets(), message.size())) {
                        return PartPlaces.of(header(), body);
                    }
                });
            } catch (IOException e) {
                throw new UncheckedIOException("looking for the parts of a message", e);
            }
            places = found;
        }
        return found;
    }

    /**
     * The fields of a header section, read once where it is asked for several times in a row.
     *
     * @param wanted which fields are kept, by name; the same each time
     */
    HeaderSection fields(Place place, Predicate<String> wanted) {
        Fields before = last;
        if (before != null && before.place.equals(place)) {
            return before.section;
        }
        HeaderSection section = HeaderSection.lenient(octets(place), wanted);
        last = new Fields(place, section);
        return section;
    }

    private byte[] octets(Place place) {
        if (place.from() == 0 && place.to() == headerOctets()) {
            return header();
        }
        long to = Math.min(place.to(), place.from() + LONGEST_HEADER);
        try (InputStream in = between(place.from(), to)) {
            return in.readNBytes((int) (to - place.from()));
        } catch (IOException e) {
            throw new UncheckedIOException("reading the header of a part", e);
        }
    }
}
