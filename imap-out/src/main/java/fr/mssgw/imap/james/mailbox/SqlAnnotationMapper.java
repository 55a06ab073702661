package fr.mssgw.imap.james.mailbox;

import fr.mssgw.store.mailbox.AnnotationTable;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.james.mailbox.model.MailboxAnnotation;
import org.apache.james.mailbox.model.MailboxAnnotationKey;
import org.apache.james.mailbox.model.MailboxId;
import org.apache.james.mailbox.store.mail.AnnotationMapper;

/** Annotations of folders (RFC 5464). */
final class SqlAnnotationMapper implements AnnotationMapper {
    private final AnnotationTable table;

    SqlAnnotationMapper(AnnotationTable table) {
        this.table = table;
    }

    @Override
    public List<MailboxAnnotation> getAllAnnotations(MailboxId id) {
        return matching(id, key -> true);
    }

    @Override
    public List<MailboxAnnotation> getAnnotationsByKeys(MailboxId id, Set<MailboxAnnotationKey> keys) {
        return matching(id, keys::contains);
    }

    @Override
    public List<MailboxAnnotation> getAnnotationsByKeysWithOneDepth(MailboxId id, Set<MailboxAnnotationKey> keys) {
        return matching(id, found -> keys.stream().anyMatch(key -> found.equals(key) || key.isParentOrIsEqual(found)));
    }

    @Override
    public List<MailboxAnnotation> getAnnotationsByKeysWithAllDepth(MailboxId id, Set<MailboxAnnotationKey> keys) {
        return matching(
                id, found -> keys.stream().anyMatch(key -> found.equals(key) || key.isAncestorOrIsEqual(found)));
    }

    private List<MailboxAnnotation> matching(MailboxId id, Predicate<MailboxAnnotationKey> wanted) {
        return table.all(StoredMailboxId.of(id)).entrySet().stream()
                .map(entry -> MailboxAnnotation.newInstance(new MailboxAnnotationKey(entry.getKey()), entry.getValue()))
                .filter(annotation -> wanted.test(annotation.getKey()))
                .toList();
    }

    @Override
    public void deleteAnnotation(MailboxId id, MailboxAnnotationKey key) {
        table.remove(StoredMailboxId.of(id), key.asString());
    }

    @Override
    public void insertAnnotation(MailboxId id, MailboxAnnotation annotation) {
        String value = annotation
                .getValue()
                .orElseThrow(() -> new IllegalArgumentException("an annotation without value is a deletion"));
        table.put(StoredMailboxId.of(id), annotation.getKey().asString(), value);
    }

    @Override
    public boolean exist(MailboxId id, MailboxAnnotation annotation) {
        return table.all(StoredMailboxId.of(id)).containsKey(annotation.getKey().asString());
    }

    @Override
    public int countAnnotations(MailboxId id) {
        return table.all(StoredMailboxId.of(id)).size();
    }
}
