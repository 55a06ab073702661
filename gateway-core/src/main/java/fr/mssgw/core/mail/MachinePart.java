package fr.mssgw.core.mail;

import java.time.ZoneId;

/** What a software reads of a letter that is a report (RFC 6522 §3): {@code message/delivery-status} (RFC 3464 §2). */
@FunctionalInterface
public interface MachinePart {
    /** The fields, in blocks that an empty line separates, in ASCII. @param zone of the dates */
    String render(ZoneId zone);
}
