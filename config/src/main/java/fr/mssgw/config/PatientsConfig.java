package fr.mssgw.config;

import fr.mssgw.core.identity.Bal.PatientInitiated.AfterClosure;
import java.util.Optional;

/**
 * The rules of patient messaging that an operator may set.
 *
 * @param afterClosure what restarts an exchange that a pharmacy closed
 * @param opposition a file of matricules, one a line, of patients who want no mail
 */
public record PatientsConfig(AfterClosure afterClosure, TemporaryIns temporaryIns, Optional<FileReference> opposition) {

    /** Whether an INS whose sex digit is 7 or 8 may be written to. */
    public enum TemporaryIns {
        REFUSED,
        ACCEPTED
    }

    static final PatientsConfig DEFAULT =
            new PatientsConfig(AfterClosure.DOCUMENTS, TemporaryIns.REFUSED, Optional.empty());

    static Field<PatientsConfig> read(Section section) {
        Field<AfterClosure> afterClosure =
                section.optional("after-closure", Forms.oneOf(AfterClosure.class), DEFAULT.afterClosure());
        Field<TemporaryIns> temporaryIns =
                section.optional("temporary-ins", Forms.oneOf(TemporaryIns.class), DEFAULT.temporaryIns());
        Field<Optional<FileReference>> opposition = section.optionalFile("opposition");
        return section.check(() -> new PatientsConfig(afterClosure.value(), temporaryIns.value(), opposition.value()));
    }
}
