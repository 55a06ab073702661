package fr.mssgw.core.mail;

/**
 * One place where two careful readers may read different structures out of the same octets. A mail with one is never
 * labelled verified, and neither comes from a patient nor goes to one (docs/adr/0026).
 *
 * @param part number as in IMAP (RFC 3501 §6.4.5), such as {@code 2.1}; empty for the mail itself
 * @param detail the field, and what is wrong with it, in French; empty where the kind and the part say all
 */
public record Ambiguity(Kind kind, String part, String detail) {
    /** What is read in two ways. */
    public enum Kind {
        /** A field that RFC 5322 §3.6 or RFC 2045 §3 allows once stands there again. */
        REPEATED_FIELD("un champ d'en-tête qui doit être unique est répété"),
        /** A header section with lines that are no field, control characters, or an end that readers place differently. */
        HEADER("un en-tête est mal formé"),
        /** A Content-Type whose type or one of whose parameters can be taken in two ways. */
        CONTENT_TYPE("un champ Content-Type peut se lire de deux façons"),
        /** A Content-Disposition that readers may take in two ways, or find other names in. */
        CONTENT_DISPOSITION("un champ Content-Disposition peut se lire de deux façons"),
        /** A Content-Transfer-Encoding that is not just one of the five words of RFC 2045 §6.1. */
        ENCODING("un champ Content-Transfer-Encoding n'est pas l'un des cinq connus"),
        /** A multipart or an attached message that is itself encoded (RFC 2045 §6.4). */
        ENCODED_CONTAINER("une partie composée est encodée (RFC 2045, section 6.4)"),
        /** A multipart without a usable boundary, with text in which that never comes, or with one that begins like that of a part around it. */
        BOUNDARY("un séparateur (boundary) manque ou se confond avec un autre"),
        /** A line that only some readers take for a delimiter (RFC 2046 §5.1.1). */
        DELIMITER("une ligne n'est un séparateur que pour certains lecteurs"),
        /**
         * Text before the first part or after the last that looks like a part, or, in a message without MIME-Version, that
         * a reader without MIME shows (RFC 2045 §4).
         */
        STRAY_TEXT("du texte hors des parties peut se lire comme l'une d'elles"),
        /** Base64 with content behind its end, or with characters that are none. */
        BASE64("une partie en base64 est mal formée"),
        /** Lines that end with LF alone beside such as end with CRLF. */
        LINE_ENDS("des lignes finissent de deux façons");

        private final String french;

        Kind(String french) {
            this.french = french;
        }

        public String french() {
            return french;
        }
    }

    /** For the sender, in French. */
    public String french() {
        return kind.french() + Place.french(part, detail);
    }
}
