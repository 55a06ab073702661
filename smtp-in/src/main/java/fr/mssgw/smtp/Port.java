package fr.mssgw.smtp;

/** The three ways in. */
public enum Port {
    /** 25: other operators; STARTTLS. */
    MX,
    /** 587: clients; STARTTLS. */
    SUBMISSION,
    /** 465: clients; TLS from the first octet. */
    SUBMISSIONS
}
