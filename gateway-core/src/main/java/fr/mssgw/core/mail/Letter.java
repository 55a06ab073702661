package fr.mssgw.core.mail;

import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.mail.HeaderSection.Field;
import fr.mssgw.core.message.QueueId;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.text.Ascii;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A mail that the gateway writes itself: an answer, a notice, a report. Its header is ASCII, its lines are short
 * ({@link FieldText}), it says that a machine wrote it (RFC 3834 §5), and no text that goes into it can become a field of
 * its own. Immutable; an enclosed message must stay open until the letter is stored.
 */
public final class Letter {
    /** Characters of a subject. */
    public static final int LONGEST_SUBJECT = 400;

    private final List<Field> fields;
    private final RawMessage body;

    private Letter(List<Field> fields, RawMessage body) {
        this.fields = List.copyOf(fields);
        this.body = body;
    }

    /** Why a machine writes: Auto-Submitted (RFC 3834 §5). */
    public enum Automatic {
        /** By itself. */
        GENERATED,
        /** Since a message came. */
        REPLIED;

        String value() {
            return "auto-" + Ascii.lower(name());
        }
    }

    /**
     * Begins a letter.
     *
     * @param id gives it its Message-ID, in the sender's domain
     */
    public static Builder from(Sender sender, MssAddress to, QueueId id, Instant at) {
        return new Builder(sender, to, id, at);
    }

    /** The header section, its closing empty line included. */
    public byte[] header() {
        ByteArrayOutputStream octets = new ByteArrayOutputStream(512);
        fields.forEach(field -> octets.writeBytes(field.octets()));
        octets.write('\r');
        octets.write('\n');
        return octets.toByteArray();
    }

    public RawMessage body() {
        return body;
    }

    /** Header section and body in one. */
    public RawMessage message() {
        return new Pieces(List.of(RawMessage.of(header()), body));
    }

    /** The letter below fields that a delivery adds, with the same body. */
    public Letter under(List<Field> trace) {
        List<Field> all = new ArrayList<>(trace);
        all.addAll(fields);
        return new Letter(all, body);
    }

    /** The letter as a BAL here finds it; it has no sender who could be told anything (RFC 3834 §3.3). */
    public Letter delivered() {
        return under(List.of(TraceFields.returnPath(Optional.empty())));
    }

    /** A letter in the making. */
    public static final class Builder {
        private static final Pattern SUFFIX = Pattern.compile("(?:\\.[a-z]{1,20})?");
        private static final Pattern HOST = Pattern.compile("[A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)*");

        private final Sender sender;
        private final MssAddress to;
        private final QueueId id;
        private final Instant at;
        private ZoneId zone = ZoneOffset.UTC;
        private String suffix = "";
        private String host;
        private Automatic automatic = Automatic.GENERATED;
        private String subject = "";
        private String text = "";
        private Optional<MssAddress> replyTo = Optional.empty();
        private List<Field> threading = List.of();
        private final List<Field> own = new ArrayList<>();
        private final List<Enclosure> enclosed = new ArrayList<>();
        private Optional<MachinePart> report = Optional.empty();

        private Builder(Sender sender, MssAddress to, QueueId id, Instant at) {
            this.sender = sender;
            this.to = to;
            this.id = id;
            this.at = at;
            this.host = sender.domain().name();
        }

        /** In which the dates are written; UTC otherwise. */
        public Builder zone(ZoneId zone) {
            this.zone = zone;
            return this;
        }

        /** What follows the id in the Message-ID, such as {@code .retour}: several letters may come of one message. */
        public Builder suffix(String suffix) {
            if (!SUFFIX.matcher(suffix).matches()) {
                throw new IllegalArgumentException("a suffix of a Message-ID is a dot and a few letters");
            }
            this.suffix = suffix;
            return this;
        }

        /** What follows the {@code @} in the Message-ID, where it is not the sender's domain. */
        public Builder host(String host) {
            if (!HOST.matcher(host).matches()) {
                throw new IllegalArgumentException("not a host name");
            }
            this.host = host;
            return this;
        }

        public Builder automatic(Automatic automatic) {
            this.automatic = automatic;
            return this;
        }

        /** @param subject any text; it is put on one line and cut to {@link #LONGEST_SUBJECT} characters */
        public Builder subject(String subject) {
            this.subject = OneLine.of(subject, LONGEST_SUBJECT);
            return this;
        }

        /** @param text lines for a person, of any length */
        public Builder text(String text) {
            this.text = text;
            return this;
        }

        public Builder replyTo(MssAddress address) {
            this.replyTo = Optional.of(address);
            return this;
        }

        /** Below this message in a reader's thread; nowhere where it has no good name. */
        public Builder answering(HeaderSection answered) {
            this.threading = Threading.answering(answered);
            return this;
        }

        /** Below the message of that name, given with its angle brackets; nowhere where it is no good one. */
        public Builder about(String messageId) {
            this.threading = Threading.about(messageId);
            return this;
        }

        /** @throws IllegalArgumentException for a field whose name does not begin with {@code X-MSS} */
        public Builder with(Field field) {
            if (!field.name().startsWith("X-MSS")) {
                throw new IllegalArgumentException("the field " + field.name() + " is the letter's to write");
            }
            own.add(field);
            return this;
        }

        public Builder enclosing(Enclosure enclosure) {
            enclosed.add(enclosure);
            return this;
        }

        /** Makes it a report (RFC 6522): its text, then this for a software, then what is enclosed. */
        public Builder reporting(MachinePart report) {
            this.report = Optional.of(report);
            return this;
        }

        public Letter build() {
            List<Field> fields = new ArrayList<>();
            fields.add(Field.of("Date", TraceFields.date(at, zone)));
            fields.add(Field.of("From", sender.mailbox("From: ".length())));
            replyTo.ifPresent(address -> fields.add(Field.of("Reply-To", "<" + address.wireForm() + ">")));
            fields.add(Field.of("To", "<" + to.wireForm() + ">"));
            if (!subject.isEmpty()) {
                fields.add(Field.of("Subject", FieldText.unstructured(subject, "Subject: ".length())));
            }
            fields.add(Field.of("Message-ID", "<" + id + suffix + "@" + host + ">"));
            fields.addAll(threading);
            fields.add(Field.of("Auto-Submitted", automatic.value()));
            fields.addAll(own);
            fields.add(Field.of("MIME-Version", "1.0"));
            List<Enclosure> parts = new ArrayList<>(enclosed);
            report.ifPresent(one -> parts.add(0, Enclosure.status(one.render(zone))));
            return parts.isEmpty() ? plain(fields) : mixed(fields, parts);
        }

        private Letter plain(List<Field> fields) {
            fields.add(Field.of("Content-Type", PlainText.TYPE));
            fields.add(Field.of("Content-Transfer-Encoding", PlainText.ENCODING));
            return new Letter(fields, RawMessage.of(PlainText.body(text).getBytes(StandardCharsets.US_ASCII)));
        }

        private Letter mixed(List<Field> fields, List<Enclosure> parts) {
            Mixed content = report.isPresent() ? Mixed.report(text, parts) : Mixed.of(text, parts);
            fields.addAll(content.fields());
            return new Letter(fields, content.body());
        }
    }
}
