package fr.mssgw.core.mail;

/**
 * How much of a mail is read as structure: one record, for what is received, what is stored already and what a client
 * files. A mail that passes one is refused at the door (GW-MSG-1); where it is stored already, what lies beyond is one
 * opaque file.
 *
 * @param headerOctets of one header section, its closing empty line included
 * @param headerFields of one header section
 * @param headerLine octets of one line of a header section without its line end; RFC 5322 §2.1.1 says 998, which long
 *     References do exceed
 * @param depth multiparts and attached messages within one another
 * @param parts of the whole mail, itself and attached messages included
 * @param parameters of one Content-Type or Content-Disposition
 * @param encodedWords of one header section (RFC 2047)
 * @param keptHeaders octets of the header sections of all parts together that are kept while the mail is read
 */
public record Bounds(
        int headerOctets,
        int headerFields,
        int headerLine,
        int depth,
        int parts,
        int parameters,
        int encodedWords,
        int keptHeaders) {
    /** Those in force. Ten thousand parts are as many as Dovecot reads. */
    public static final Bounds MAIL = new Bounds(256 * 1024, 1_000, 8_190, 20, 10_000, 100, 5_000, 4 * 1024 * 1024);

    /** A bound that a mail passed, as its sender is told. */
    public enum Passed {
        HEADER_OCTETS("un en-tête trop long (plus de %d Kio)", MAIL.headerOctets() / 1024),
        HEADER_FIELDS("un en-tête de plus de %d champs", MAIL.headerFields()),
        HEADER_LINE("une ligne d'en-tête de plus de %d octets", MAIL.headerLine()),
        DEPTH("plus de %d niveaux imbriqués", MAIL.depth()),
        PARTS("plus de %d parties", MAIL.parts()),
        PARAMETERS("plus de %d paramètres dans un champ Content-…", MAIL.parameters()),
        ENCODED_WORDS("plus de %d mots encodés dans un en-tête", MAIL.encodedWords()),
        KEPT_HEADERS("des en-têtes de parties trop longs (plus de %d Mio en tout)", MAIL.keptHeaders() / 1024 / 1024);

        private final String french;

        Passed(String french, int most) {
            this.french = french.formatted(most);
        }

        /** What the message has, in French, such as {@code plus de 20 niveaux imbriqués}. */
        public String french() {
            return french;
        }
    }
}
