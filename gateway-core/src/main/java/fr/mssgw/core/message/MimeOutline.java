package fr.mssgw.core.message;

import java.util.List;

/**
 * The shape of a message's MIME tree, as far as the rules ask: which files it carries.
 *
 * @param topType the message's own media type, lower case, such as {@code multipart/mixed}
 * @param files every leaf part that is a file for the reader: named, or neither plain text nor HTML
 */
public record MimeOutline(String topType, List<File> files) {
    public MimeOutline {
        files = List.copyOf(files);
    }

    /**
     * One attached file.
     *
     * @param name decoded; empty where the part has none
     * @param declaredType the part's media type, lower case
     * @param content what its first octets (or, for a ZIP, its entries) show it to be
     * @param sha256 of the file itself, decoded, in hexadecimal; empty where nobody counted it
     */
    public record File(String name, String declaredType, Content content, String sha256) {
        public File(String name, String declaredType, Content content) {
            this(name, declaredType, content, "");
        }
    }

    /** What the octets of a file show, whatever its name says. */
    public enum Content {
        JPEG,
        TIFF,
        PNG,
        PDF,
        RTF,
        /** Word 97–2003 (OLE compound file). */
        DOC,
        /** Text in a known charset without control characters. */
        TEXT,
        /** A ZIP that holds {@code IHE_XDM/SUBSET*}{@code /METADATA.XML}. */
        IHE_XDM,
        OTHER
    }
}
