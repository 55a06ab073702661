package fr.mssgw.core.message;

import java.util.Set;

/**
 * A health document that a message carries, as far as the rules ask: of whom it speaks (CI-SIS; domain.md §5 and §6).
 *
 * @param inArchive whether it lies in an {@code IHE_XDM.zip}
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
        /** The {@code IHE_XDM.zip} itself, where it cannot be read or holds no {@code METADATA.XML}. */
        ARCHIVE
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
