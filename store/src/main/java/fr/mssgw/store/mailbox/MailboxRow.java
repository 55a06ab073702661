package fr.mssgw.store.mailbox;

/**
 * A folder of a BAL.
 *
 * @param bal address, lower case
 * @param name path, {@code .} between levels
 * @param acl rights given to others, in the notation of whoever wrote them; empty: none
 */
public record MailboxRow(
        long id, String bal, String name, long uidValidity, long lastUid, long highestModseq, String acl) {}
