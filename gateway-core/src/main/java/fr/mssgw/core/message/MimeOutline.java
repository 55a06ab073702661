package fr.mssgw.core.message;

import java.util.List;

/**
 * The shape of a message's MIME tree, as far as the rules ask: which files it carries.
 *
 * @param files every leaf part that is a file for some reader: named, or neither plain text nor HTML
 */
public record MimeOutline(List<File> files) {
    public static final MimeOutline WITHOUT_FILES = new MimeOutline(List.of());

    public MimeOutline {
        files = List.copyOf(files);
    }

    /**
     * One attached file.
     *
     * @param name decoded; empty where the part has none
     * @param declaredType the part's media type, lower case
     * @param content what its octets (for a ZIP, those of its entries) show it to be
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
        GIF,
        PDF,
        RTF,
        /** Word 97–2003 (OLE compound file). */
        DOC,
        /** Text in a known charset without control characters. */
        TEXT,
        /**
         * A ZIP that every reader sees alike, with {@code IHE_XDM/SUBSET*}{@code /METADATA.XML} and nothing but documents and
         * what shows them.
         */
        IHE_XDM,
        /** The same with files of other kinds in it: programs, scripts, archives, documents with macros. */
        XDM_WITH_OTHERS,
        /** Any other ZIP. */
        ARCHIVE,
        /** A ZIP that cannot be read to its end, or that two readers might see differently. */
        UNREADABLE_ARCHIVE,
        /** A picture or document with a ZIP behind it. */
        HIDDEN_ARCHIVE,
        /** A Word document with macros (VBA). */
        MACROS,
        /** A Word or RTF document that holds objects of other programs, and so any file. */
        OBJECTS,
        OTHER;

        /** Whether it is an {@code IHE_XDM.zip}, whatever else lies in it. */
        public boolean isXdm() {
            return this == IHE_XDM || this == XDM_WITH_OTHERS;
        }
    }
}
