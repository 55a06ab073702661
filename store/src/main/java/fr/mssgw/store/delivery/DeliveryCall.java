package fr.mssgw.store.delivery;

import fr.mssgw.core.conversation.ConversationChange;
import fr.mssgw.core.conversation.ConversationKey;
import fr.mssgw.core.conversation.ConversationState;
import fr.mssgw.core.delivery.Copy;
import fr.mssgw.core.delivery.Delivery;
import fr.mssgw.core.delivery.Placement;
import fr.mssgw.core.delivery.Queued;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.listing.ListedBody;
import fr.mssgw.core.listing.MessageListing;
import fr.mssgw.core.mail.Slice;
import fr.mssgw.store.sql.Arguments;
import fr.mssgw.store.sql.Texts;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A delivery as the arguments of the SQL function {@code deliver} (R__deliver.sql). May be executed again. */
final class DeliveryCall {
    /**
     * Bodies up to this many octets in all travel as arguments; the others are streamed beforehand: an element of an array
     * is copied several times on its way, a parameter of its own is not, and two round trips more are nothing beside that.
     */
    private static final long IN_MEMORY = 64 * 1024;

    private static final int SEEN = 32;
    private static final int RECENT = 16;
    private static final int FLAGGED = 8;

    private static final Comparator<ConversationKey> KEY_ORDER = Comparator.comparing(
                    (ConversationKey key) -> key.patient().matricule())
            .thenComparing(key -> key.contact().wireForm());

    /** Parameters are numbered by {@link Arguments}; their order is that of the function. */
    private static final String CALL = "SELECT mailbox_id, added, changed FROM deliver("
            + Stream.generate(() -> "?").limit(41).collect(Collectors.joining(",")) + ")";

    private final Delivery delivery;
    private final List<Slice> bodies = new ArrayList<>();
    private final List<ListedBody> listed = new ArrayList<>();
    private final List<Copy> copies;
    private final int[] copyBody;
    private final @Nullable MessageListing[] listings;
    private final List<Step> steps = new ArrayList<>();
    private final List<Place> places = new ArrayList<>();
    private final TreeMap<String, Gain> gains = new TreeMap<>();

    /** @param change null where the conversation is only read */
    private record Step(ConversationKey key, @Nullable ConversationChange change) {}

    private record Place(int copy, Placement placement) {}

    private static final class Gain {
        final MssAddress bal;
        long octets;
        long messages;
        boolean withinQuota;

        Gain(MssAddress bal) {
            this.bal = bal;
        }
    }

    DeliveryCall(Delivery delivery) {
        this.delivery = delivery;
        this.copies = delivery.copies().stream()
                .filter(copy -> !copy.placements().isEmpty() || !copy.queued().isEmpty())
                .toList();
        this.copyBody = new int[copies.size()];
        this.listings = new MessageListing[copies.size()];
        Map<Slice, Integer> known = new LinkedHashMap<>();
        for (int i = 0; i < copies.size(); i++) {
            Copy copy = copies.get(i);
            Slice body = Slice.from(copy.source(), copy.bodyOffset());
            copyBody[i] = known.computeIfAbsent(body, fresh -> {
                bodies.add(fresh);
                listed.add(new ListedBody(fresh));
                return bodies.size() - 1;
            });
            for (Placement placement : copy.placements()) {
                places.add(new Place(i, placement));
                Gain gain = gains.computeIfAbsent(placement.bal().wireForm(), address -> new Gain(placement.bal()));
                gain.octets += copy.size();
                gain.messages++;
                gain.withinQuota |= !placement.overQuota();
            }
        }
        places.sort(
                Comparator.comparing((Place place) -> place.placement().bal().wireForm())
                        .thenComparing(place -> place.placement().folder()));
        for (ConversationChange change : delivery.conversations()) {
            if (change.to() == ConversationState.NONE) {
                throw new IllegalArgumentException("a conversation never goes back to NONE");
            }
            steps.add(new Step(change.key(), change));
        }
        places.stream()
                .flatMap(place -> place.placement().conversation().stream())
                .distinct()
                .filter(key -> steps.stream().noneMatch(step -> step.key().equals(key)))
                .forEach(key -> steps.add(new Step(key, null)));
        steps.sort(Comparator.comparing(Step::key, KEY_ORDER));
    }

    /** Whether {@link #execute} is a single statement, and so its own transaction. */
    boolean isOneStatement() {
        return bodies.stream().mapToLong(Slice::size).sum() <= IN_MEMORY;
    }

    boolean storesMessages() {
        return !copies.isEmpty();
    }

    boolean queues() {
        return copies.stream().anyMatch(copy -> !copy.queued().isEmpty());
    }

    /** The conversation of a step, by its number in the error GW001. */
    ConversationKey conversationOfStep(int number) {
        return steps.get(number - 1).key();
    }

    /** The BAL by its number in the error GW002. */
    MssAddress balOfGain(int number) {
        return List.copyOf(gains.values()).get(number - 1).bal;
    }

    /** Writes everything on this connection; the caller commits, unless it is one statement and commits itself. */
    List<MailboxChange> execute(Connection connection, QuotaOf quota) throws SQLException, IOException {
        Long[] bodyIds = new Long[bodies.size()];
        byte[][] octets = new byte[bodies.size()][];
        long held = 0;
        for (int i = 0; i < octets.length; i++) {
            Slice body = bodies.get(i);
            if (held + body.size() <= IN_MEMORY) {
                held += body.size();
                octets[i] = read(body);
            } else {
                octets[i] = new byte[0];
                bodyIds[i] = stream(connection, body);
            }
        }
        try (PreparedStatement call = connection.prepareStatement(CALL)) {
            Arguments arguments = new Arguments(connection, call);
            arguments.text(delivery.id().value());
            arguments.object(OffsetDateTime.ofInstant(delivery.at(), ZoneOffset.UTC));
            arguments.text(delivery.sender().map(MssAddress::wireForm).orElse(null));
            arguments.text(delivery.envelopeId().map(Texts::storable).orElse(null));
            arguments.object(delivery.fullReport());
            arguments.array("int8", bodyIds);
            arguments.array("bytea", octets);
            bindCopies(arguments);
            bindConversations(arguments);
            bindPlaces(arguments);
            bindGains(arguments, quota);
            bindQueued(arguments);
            arguments.events(delivery.audit());
            return result(call);
        }
    }

    private void bindCopies(Arguments arguments) throws SQLException, IOException {
        Integer[] body = new Integer[copies.size()];
        byte[][] headers = new byte[copies.size()][];
        Long[] sizes = new Long[copies.size()];
        for (int i = 0; i < headers.length; i++) {
            body[i] = copyBody[i] + 1;
            headers[i] = copies.get(i).header();
            sizes[i] = copies.get(i).size();
        }
        arguments.array("int4", body);
        arguments.array("bytea", headers);
        arguments.array("int8", sizes);
        bindListings(arguments);
    }

    /** What IMAP lists of the copies that mailboxes get; read once, however often this is executed. */
    private void bindListings(Arguments arguments) throws SQLException, IOException {
        byte[][] envelopes = new byte[copies.size()][];
        byte[][] structures = new byte[copies.size()][];
        byte[][] outlines = new byte[copies.size()][];
        for (int i = 0; i < envelopes.length; i++) {
            if (!copies.get(i).placements().isEmpty()) {
                MessageListing listing = listing(i);
                envelopes[i] = listing.envelope();
                structures[i] = listing.bodyStructure();
                outlines[i] = listing.body();
            }
        }
        arguments.array("bytea", envelopes);
        arguments.array("bytea", structures);
        arguments.array("bytea", outlines);
    }

    private MessageListing listing(int copy) throws IOException {
        MessageListing known = listings[copy];
        if (known == null) {
            known = listed.get(copyBody[copy]).under(copies.get(copy).header());
            listings[copy] = known;
        }
        return known;
    }

    private void bindConversations(Arguments arguments) throws SQLException {
        arguments.texts(steps, step -> step.key().patient().matricule());
        arguments.texts(steps, step -> step.key().contact().wireForm());
        arguments.texts(
                steps,
                step -> step.change() == null
                        ? null
                        : step.change().expected().stream().map(Enum::name).collect(Collectors.joining(" ")));
        arguments.texts(
                steps, step -> step.change() == null ? null : step.change().to().name());
        arguments.texts(
                steps,
                step -> step.change() == null ? null : step.change().cause().name());
        arguments.texts(
                steps,
                step -> step.change() == null
                        ? null
                        : step.change().messageId().map(Texts::storable).orElse(null));
        arguments.texts(
                steps, step -> step.change() == null ? null : step.change().person());
        arguments.texts(steps, step -> step.change() == null ? null : letter(step.change()));
        arguments.array(
                "bool",
                steps.stream()
                        .map(step -> step.change() != null && step.change().receiptAsked())
                        .toArray(Boolean[]::new));
    }

    private static @Nullable String letter(ConversationChange change) {
        return switch (change.declared()) {
            case QUALIFIED -> "O";
            case NOT_QUALIFIED -> "N";
            case NONE -> null;
        };
    }

    private void bindPlaces(Arguments arguments) throws SQLException {
        arguments.array("int4", places.stream().map(place -> place.copy() + 1).toArray(Integer[]::new));
        arguments.texts(places, place -> place.placement().bal().wireForm());
        arguments.texts(places, place -> Texts.storable(place.placement().folder()));
        arguments.array(
                "int4", places.stream().map(place -> flags(place.placement())).toArray(Integer[]::new));
        arguments.texts(
                places, place -> place.placement().keywords().stream().sorted().collect(Collectors.joining(" ")));
        arguments.array("int4", places.stream().map(this::stepOf).toArray(Integer[]::new));
    }

    private static int flags(Placement placement) {
        return RECENT | (placement.seen() ? SEEN : 0) | (placement.flagged() ? FLAGGED : 0);
    }

    /** The last step of the placement's conversation. */
    private @Nullable Integer stepOf(Place place) {
        for (int i = steps.size() - 1; i >= 0; i--) {
            if (place.placement()
                    .conversation()
                    .filter(steps.get(i).key()::equals)
                    .isPresent()) {
                return i + 1;
            }
        }
        return null;
    }

    private void bindGains(Arguments arguments, QuotaOf quota) throws SQLException {
        arguments.texts(gains.keySet(), bal -> bal);
        arguments.array("int8", gains.values().stream().map(gain -> gain.octets).toArray(Long[]::new));
        arguments.array(
                "int8", gains.values().stream().map(gain -> gain.messages).toArray(Long[]::new));
        arguments.array(
                "int8",
                gains.values().stream()
                        .map(gain -> (gain.withinQuota ? quota : QuotaOf.UNLIMITED).octets(gain.bal))
                        .toArray(Long[]::new));
    }

    private void bindQueued(Arguments arguments) throws SQLException {
        List<Integer> copy = new ArrayList<>();
        List<Queued> queued = new ArrayList<>();
        for (int i = 0; i < copies.size(); i++) {
            for (Queued one : copies.get(i).queued()) {
                copy.add(i + 1);
                queued.add(one);
            }
        }
        arguments.array("int4", copy.toArray(Integer[]::new));
        arguments.texts(queued, one -> one.recipient().wireForm());
        arguments.texts(queued, one -> one.recipient().domain().name());
        arguments.texts(
                queued,
                one -> one.dsn().notifyOn().stream().map(Enum::name).sorted().collect(Collectors.joining(",")));
        arguments.texts(
                queued,
                one -> one.dsn().originalRecipient().map(Texts::storable).orElse(null));
    }

    private static List<MailboxChange> result(PreparedStatement call) throws SQLException {
        List<MailboxChange> changes = new ArrayList<>(2);
        try (ResultSet rows = call.executeQuery()) {
            while (rows.next()) {
                changes.add(new MailboxChange(rows.getLong(1), longs(rows.getArray(2)), longs(rows.getArray(3))));
            }
        }
        return changes;
    }

    private static List<Long> longs(Array array) throws SQLException {
        return List.of((Long[]) array.getArray());
    }

    private static byte[] read(Slice body) throws IOException {
        try (InputStream stream = body.open()) {
            byte[] octets = stream.readNBytes((int) body.size());
            if (octets.length != body.size()) {
                throw new IOException("the message is shorter than its size says");
            }
            return octets;
        }
    }

    private static long stream(Connection connection, Slice body) throws SQLException, IOException {
        try (InputStream stream = body.open();
                PreparedStatement insert =
                        connection.prepareStatement("INSERT INTO body (content) VALUES (?) RETURNING id")) {
            insert.setBinaryStream(1, stream, Math.toIntExact(body.size()));
            try (ResultSet row = insert.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        } catch (SQLException e) {
            for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
                if (cause instanceof IOException && "22023".equals(e.getSQLState())) { // the stream's fault, not ours
                    throw new IOException("the message cannot be read", e);
                }
            }
            throw e;
        }
    }
}
