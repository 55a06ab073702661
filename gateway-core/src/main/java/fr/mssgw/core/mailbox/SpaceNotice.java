package fr.mssgw.core.mailbox;

import fr.mssgw.core.audit.AuditEvent;
import fr.mssgw.core.delivery.Copy;
import fr.mssgw.core.delivery.Delivery;
import fr.mssgw.core.delivery.Placement;
import fr.mssgw.core.identity.MailDomain;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.mail.Letter;
import fr.mssgw.core.mail.Sender;
import fr.mssgw.core.message.QueueId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The French message by which the persons of a BAL learn that its space runs out, before mail is refused. */
public final class SpaceNotice {
    private static final long MEBIBYTE = 1024 * 1024;

    private SpaceNotice() {}

    /**
     * The threshold, in percent, that a usage has reached: 0, 80 or 95.
     *
     * @param quota octets; {@code Long.MAX_VALUE} without limit
     */
    public static int threshold(long octets, long quota) {
        if (quota == Long.MAX_VALUE) {
            return 0;
        }
        double share = (double) octets / quota;
        return share >= 0.95 ? 95 : share >= 0.80 ? 80 : 0;
    }

    /** @param postmaster domain whose postmaster writes */
    public static Delivery delivery(
            MssAddress bal, int threshold, long octets, long quota, MailDomain postmaster, Instant now) {
        QueueId id = QueueId.random();
        Letter letter = Letter.from(Sender.postmaster(postmaster), bal, id, now)
                .suffix(".espace")
                .subject("Votre boîte est remplie à plus de " + threshold + " %")
                .text(words(bal, octets, quota))
                .build()
                .delivered();
        Copy copy = new Copy(letter.header(), letter.body(), 0, List.of(Placement.inbox(bal)), List.of());
        AuditEvent event = AuditEvent.of(
                now,
                AuditEvent.Kind.MAILBOX_ACTION,
                "gateway",
                "action",
                "quota-warning",
                "bal",
                bal,
                "percent",
                threshold,
                "octets",
                octets,
                "quota",
                quota,
                "id",
                id);
        return new Delivery(
                id, now, Optional.empty(), Optional.empty(), false, List.of(copy), List.of(), List.of(event));
    }

    static String words(MssAddress bal, long octets, long quota) {
        return String.join(
                "\r\n",
                "Bonjour,",
                "",
                "La boîte " + bal + " occupe " + octets / MEBIBYTE + " Mo sur les " + quota / MEBIBYTE
                        + " Mo dont elle dispose (" + (int) (100.0 * octets / quota) + " %).",
                "",
                "Une fois la boîte pleine, les messages qui lui sont adressés seront refusés.",
                "",
                "Que faire ? Supprimez les messages dont vous n'avez plus besoin, les plus volumineux d'abord,",
                "puis videz la corbeille. Si l'espace ne suffit pas, demandez à votre opérateur de l'agrandir.",
                "");
    }
}
