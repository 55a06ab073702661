package fr.mssgw.core.flow;

import fr.mssgw.core.identity.MailDomain;
import fr.mssgw.core.mailbox.PatientFolder;

/**
 * What the flows need to know of this operator.
 *
 * @param hostname of this gateway, for Received and reports
 * @param domain the operator's first one, whose postmaster signs reports
 * @param temporaryIns whether matricules given while waiting for the real one (sex 7 or 8) are accepted
 * @param patientMessageOctets the largest message that Mon espace santé takes (MES: 25 Mo in all; docs/domain.md §5)
 * @param patientFolders whether a patient's letters are also put into a folder of his
 */
public record FlowSettings(
        String hostname,
        MailDomain domain,
        boolean temporaryIns,
        long patientMessageOctets,
        PatientFolder.Naming patientFolders) {
    public static final long MES_LIMIT = 25L * 1024 * 1024;

    public FlowSettings(String hostname, MailDomain domain, boolean temporaryIns) {
        this(hostname, domain, temporaryIns, MES_LIMIT, PatientFolder.Naming.NONE);
    }
}
