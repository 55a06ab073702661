package fr.mssgw.imap.james.mailbox;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.james.mailbox.exception.UnsupportedRightException;
import org.apache.james.mailbox.model.MailboxACL;
import org.apache.james.mailbox.model.MailboxACL.EntryKey;
import org.apache.james.mailbox.model.MailboxACL.Rfc4314Rights;

/** Rights on a folder as a line for each grantee: key, a tab, the letters of RFC 4314. */
final class AclText {
    private AclText() {}

    static String write(MailboxACL acl) {
        return acl.getEntries().entrySet().stream()
                .map(entry ->
                        entry.getKey().serialize() + "\t" + entry.getValue().serialize())
                .sorted()
                .collect(Collectors.joining("\n"));
    }

    static MailboxACL read(String text) {
        Map<EntryKey, Rfc4314Rights> entries = new HashMap<>();
        try {
            for (String line : text.lines().toList()) {
                int tab = line.lastIndexOf('\t');
                entries.put(
                        EntryKey.deserialize(line.substring(0, tab)),
                        Rfc4314Rights.deserialize(line.substring(tab + 1)));
            }
            return new MailboxACL(entries);
        } catch (UnsupportedRightException | RuntimeException e) {
            throw new IllegalStateException("the rights stored with a folder cannot be read", e);
        }
    }
}
