package fr.mssgw.config;

import fr.mssgw.core.identity.Bal.PatientInitiated.AfterClosure;
import fr.mssgw.core.mailbox.PatientFolder;
import java.time.Duration;
import java.util.Optional;

/**
 * The rules of patient messaging that an operator may set.
 *
 * @param afterClosure what restarts an exchange that a pharmacy closed
 * @param closeAfterSilence after how long without a letter an exchange is closed; empty: never
 * @param announceClosure how long before that the professional is told
 * @param opposition a file of matricules, one a line, of patients who want no mail
 * @param folders whether letters of a patient are also put into a folder of his, and what that is named by
 */
public record PatientsConfig(
        AfterClosure afterClosure,
        TemporaryIns temporaryIns,
        Optional<FileReference> opposition,
        Optional<Duration> closeAfterSilence,
        Duration announceClosure,
        PatientFolder.Naming folders) {

    /** Whether an INS whose sex digit is 7 or 8 may be written to. */
    public enum TemporaryIns {
        REFUSED,
        ACCEPTED
    }

    static final PatientsConfig DEFAULT = new PatientsConfig(
            AfterClosure.DOCUMENTS,
            TemporaryIns.REFUSED,
            Optional.empty(),
            Optional.empty(),
            Duration.ofDays(14),
            PatientFolder.Naming.NONE);

    static Field<PatientsConfig> read(Section section) {
        Field<AfterClosure> afterClosure =
                section.optional("after-closure", Forms.oneOf(AfterClosure.class), DEFAULT.afterClosure());
        Field<TemporaryIns> temporaryIns =
                section.optional("temporary-ins", Forms.oneOf(TemporaryIns.class), DEFAULT.temporaryIns());
        Field<Optional<FileReference>> opposition = section.optionalFile("opposition");
        Field<Optional<Duration>> closeAfterSilence = section.optional("close-after-silence", Forms.DAYS);
        Field<Duration> announceClosure = section.optional("announce-closure", Forms.DAYS, DEFAULT.announceClosure());
        Field<PatientFolder.Naming> folders =
                section.optional("folders", Forms.oneOf(PatientFolder.Naming.class), DEFAULT.folders());
        closeAfterSilence
                .ifRead()
                .flatMap(after -> after)
                .filter(after -> announceClosure
                        .ifRead()
                        .filter(before -> before.compareTo(after) >= 0)
                        .isPresent())
                .ifPresent(after -> section.problem(
                        "close-after-silence",
                        "is not longer than announce-closure ("
                                + DEFAULT.announceClosure().toDays()
                                + "d unless written); the professional is told that long before"));
        return section.check(() -> new PatientsConfig(
                afterClosure.value(),
                temporaryIns.value(),
                opposition.value(),
                closeAfterSilence.value(),
                announceClosure.value(),
                folders.value()));
    }
}
