package fr.mssgw.app.discovery;

import java.util.List;

/** One way in for a mail client. */
record MailService(Protocol protocol, Security security, int port) {

    enum Protocol {
        IMAP,
        SUBMISSION
    }

    enum Security {
        /** TLS from the first octet, which RFC 8314 §3 prefers. */
        IMPLICIT,
        STARTTLS
    }

    /** What is offered for a protocol, implicit TLS first. */
    static List<MailService> of(Protocol protocol, List<MailService> offered) {
        return offered.stream()
                .filter(service -> service.protocol() == protocol)
                .sorted(java.util.Comparator.comparing(MailService::security))
                .toList();
    }
}
