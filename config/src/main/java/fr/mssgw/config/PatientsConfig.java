package fr.mssgw.config;

import fr.mssgw.core.identity.Bal.PatientInitiated.AfterClosure;

/** @param afterClosure what restarts an exchange that a pharmacy closed */
public record PatientsConfig(AfterClosure afterClosure, TemporaryIns temporaryIns) {

    /** Whether an INS whose sex digit is 7 or 8 may be written to. */
    public enum TemporaryIns {
        REFUSED,
        ACCEPTED
    }

    static final PatientsConfig DEFAULT = new PatientsConfig(AfterClosure.DOCUMENTS, TemporaryIns.REFUSED);

    static Field<PatientsConfig> read(Section section) {
        Field<AfterClosure> afterClosure =
                section.optional("after-closure", Forms.oneOf(AfterClosure.class), DEFAULT.afterClosure());
        Field<TemporaryIns> temporaryIns =
                section.optional("temporary-ins", Forms.oneOf(TemporaryIns.class), DEFAULT.temporaryIns());
        return section.check(() -> new PatientsConfig(afterClosure.value(), temporaryIns.value()));
    }
}
