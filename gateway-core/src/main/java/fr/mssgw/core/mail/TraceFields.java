package fr.mssgw.core.mail;

import fr.mssgw.core.identity.MailDomain;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.mail.HeaderSection.Field;
import fr.mssgw.core.message.QueueId;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The fields that a mail server writes into what passes through it. */
public final class TraceFields {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM uuuu HH:mm:ss Z", Locale.ENGLISH);
    // RFC 5321 §4.1.2: a domain or an address literal; anything else a client says of itself is not repeated
    private static final Pattern HELO = Pattern.compile("[A-Za-z0-9.-]{1,255}|\\[[A-Za-z0-9.:]{1,60}\\]");

    private TraceFields() {}

    /** Which of the registered transmission types a session was (RFC 3848). */
    public enum With {
        /** TLS, no login: another operator. */
        ESMTPS,
        /** TLS and login: a client. */
        ESMTPSA
    }

    /** A date as headers write it, in UTC (RFC 5322 §3.3). */
    static String date(Instant at) {
        return date(at, ZoneOffset.UTC);
    }

    /** The same with the offset of a zone. */
    public static String date(Instant at, ZoneId zone) {
        return DATE.format(at.atZone(zone));
    }

    /**
     * {@code Received} (RFC 5321 §4.4), without the optional {@code for}: it would show a patient, or a hidden
     * recipient, to the others.
     *
     * @param hostname our own
     */
    public static Field received(String helo, InetAddress address, String hostname, With with, QueueId id, Instant at) {
        String from = HELO.matcher(helo).matches() ? helo : "unknown";
        return Field.of(
                "Received",
                "from " + from + " (" + literal(address) + ")\r\n\tby " + hostname + " with " + with + " id " + id
                        + ";\r\n\t" + date(at));
    }

    private static String literal(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        String plain = zone < 0 ? text : text.substring(0, zone);
        return address instanceof Inet6Address ? "[IPv6:" + plain + "]" : "[" + plain + "]";
    }

    /** {@code Return-Path}, written at final delivery (RFC 5321 §4.4). */
    public static Field returnPath(Optional<MssAddress> sender) {
        return Field.of("Return-Path", "<" + sender.map(MssAddress::wireForm).orElse("") + ">");
    }

    /** {@code Date}, where a client left it out (RFC 6409 §8.1). */
    public static Field dateField(Instant at) {
        return Field.of("Date", date(at));
    }

    /** {@code Message-ID}, where a client left it out (RFC 6409 §8.2). */
    public static Field messageId(QueueId id, MailDomain domain) {
        return Field.of("Message-ID", "<" + id + "@" + domain + ">");
    }
}
