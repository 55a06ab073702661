package fr.mssgw.core.message;

import java.util.Set;

/**
 * A health document that a message carries, as far as the rules ask: of whom it speaks (CI-SIS;
 * docs/domain.md §5 and §6).
 *
 * @param inArchive whether it lies in a ZIP, or is one
 * @param matricules the INS that it names as its patient's, upper case, without spaces; personal data, so
 *     {@link #toString} leaves them out. Not checked: a wrong one is kept as it stands
 * @param readable whether it was read to its end within bounds; what was found before still counts
 */
public record HealthDocument(Kind kind, boolean inArchive, Set<String> matricules, boolean readable) {
    public enum Kind {
        /** CDA R2: the patient is {@code recordTarget/patientRole/id}. */
        CDA,
        /** {@code METADATA.XML}: the patient is in {@code patientId} and {@code sourcePatientId}. */
        METADATA,
        /** A ZIP, where it cannot be read to its end or two readers might see different things in it. */
        ARCHIVE,
        /** A ZIP that only a password opens. */
        ENCRYPTED_ARCHIVE,
        /** An {@code IHE_XDM.zip} without {@code METADATA.XML}. */
        BARE_ARCHIVE
    }

    public HealthDocument {
        matricules = Set.copyOf(matricules);
    }

    @Override
    public String toString() {
        return kind + (inArchive ? " in an archive, " : ", ") + matricules.size() + " INS"
                + (readable ? "" : ", unreadable");
    }
}
