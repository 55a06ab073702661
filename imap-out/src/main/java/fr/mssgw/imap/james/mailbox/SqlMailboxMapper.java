package fr.mssgw.imap.james.mailbox;

import fr.mssgw.store.mailbox.MailboxRow;
import fr.mssgw.store.mailbox.MailboxTable;
import java.util.function.UnaryOperator;
import org.apache.james.core.Username;
import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.acl.ACLDiff;
import org.apache.james.mailbox.exception.MailboxException;
import org.apache.james.mailbox.exception.MailboxExistsException;
import org.apache.james.mailbox.exception.MailboxNotFoundException;
import org.apache.james.mailbox.model.Mailbox;
import org.apache.james.mailbox.model.MailboxACL;
import org.apache.james.mailbox.model.MailboxACL.EntryKey;
import org.apache.james.mailbox.model.MailboxACL.Right;
import org.apache.james.mailbox.model.MailboxConstants;
import org.apache.james.mailbox.model.MailboxId;
import org.apache.james.mailbox.model.MailboxPath;
import org.apache.james.mailbox.model.UidValidity;
import org.apache.james.mailbox.model.search.MailboxQuery;
import org.apache.james.mailbox.store.mail.MailboxMapper;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Folders. All of them are personal to a BAL; what James calls a user is the BAL. */
final class SqlMailboxMapper implements MailboxMapper {
    private final MailboxSession session;
    private final MailboxTable table;
    private final Trace trace;

    SqlMailboxMapper(MailboxSession session, MailboxTable table, Trace trace) {
        this.session = session;
        this.table = table;
        this.trace = trace;
    }

    static Mailbox mailbox(MailboxRow row) {
        Mailbox mailbox = new Mailbox(
                MailboxPath.forUser(Username.of(row.bal()), row.name()),
                UidValidity.of(row.uidValidity()),
                new StoredMailboxId(row.id()));
        mailbox.setACL(AclText.read(row.acl()));
        return mailbox;
    }

    @Override
    public Mono<Mailbox> create(MailboxPath path, UidValidity uidValidity) {
        return Mono.fromCallable(() -> {
            requirePersonal(path);
            MailboxRow row = table.create(path.getUser().asString(), path.getName(), uidValidity.asLong())
                    .orElseThrow(() -> new MailboxExistsException(path.getName()));
            trace.folder(session, "create-folder", row.name());
            return mailbox(row);
        });
    }

    private static void requirePersonal(MailboxPath path) throws MailboxException {
        if (!path.getNamespace().equals(MailboxConstants.USER_NAMESPACE)) {
            throw new MailboxException("there is no namespace but " + MailboxConstants.USER_NAMESPACE);
        }
    }

    @Override
    public Mono<MailboxId> rename(Mailbox mailbox) {
        return Mono.fromCallable(() -> {
            requirePersonal(mailbox.generateAssociatedPath());
            long id = StoredMailboxId.of(mailbox.getMailboxId());
            MailboxRow before = table.find(id).orElseThrow(() -> new MailboxNotFoundException(mailbox.getMailboxId()));
            if (!table.rename(id, mailbox.getUser().asString(), mailbox.getName())) {
                throw new MailboxExistsException(mailbox.getName());
            }
            trace.folder(session, "rename-folder", before.name(), "to", mailbox.getName());
            return mailbox.getMailboxId();
        });
    }

    @Override
    public Mono<Void> delete(Mailbox mailbox) {
        return Mono.fromRunnable(() -> {
            long messages = table.delete(StoredMailboxId.of(mailbox.getMailboxId()));
            trace.folder(session, "delete-folder", mailbox.getName(), "messages", messages);
        });
    }

    @Override
    public Mono<Mailbox> findMailboxByPath(MailboxPath path) {
        if (!path.getNamespace().equals(MailboxConstants.USER_NAMESPACE)
                || path.getName().indexOf('\0') >= 0) { // which the database takes in no text
            return Mono.empty();
        }
        return Mono.defer(() -> Mono.justOrEmpty(
                table.find(path.getUser().asString(), path.getName()).map(SqlMailboxMapper::mailbox)));
    }

    @Override
    public Mono<Mailbox> findMailboxById(MailboxId id) {
        return Mono.defer(() ->
                        Mono.justOrEmpty(table.find(StoredMailboxId.of(id)).map(SqlMailboxMapper::mailbox)))
                .switchIfEmpty(Mono.error(() -> new MailboxNotFoundException(id)));
    }

    @Override
    public Flux<Mailbox> findMailboxWithPathLike(MailboxQuery.UserBound query) {
        return Flux.defer(
                        () -> Flux.fromIterable(table.ofBal(query.getFixedUser().asString())))
                .map(SqlMailboxMapper::mailbox)
                .filter(query::matches);
    }

    @Override
    public Flux<Mailbox> findNonPersonalMailboxes(Username user, Right right) {
        EntryKey key = EntryKey.createUserEntryKey(user);
        return Flux.defer(() -> Flux.fromIterable(table.shared()))
                .map(SqlMailboxMapper::mailbox)
                .filter(mailbox -> {
                    MailboxACL.Rfc4314Rights rights =
                            mailbox.getACL().getEntries().get(key);
                    return rights != null && rights.contains(right);
                });
    }

    @Override
    public Mono<Boolean> hasChildren(Mailbox mailbox, char delimiter) {
        return Mono.fromCallable(() -> table.hasChildren(mailbox.getUser().asString(), mailbox.getName()));
    }

    @Override
    public Mono<ACLDiff> updateACL(Mailbox mailbox, MailboxACL.ACLCommand command) {
        return change(mailbox, before -> {
            try {
                return before.apply(command);
            } catch (org.apache.james.mailbox.exception.UnsupportedRightException e) {
                throw new IllegalArgumentException("a right of another kind", e);
            }
        });
    }

    @Override
    public Mono<ACLDiff> setACL(Mailbox mailbox, MailboxACL acl) {
        return change(mailbox, before -> acl);
    }

    private Mono<ACLDiff> change(Mailbox mailbox, UnaryOperator<MailboxACL> edit) {
        return Mono.fromCallable(() -> {
            long id = StoredMailboxId.of(mailbox.getMailboxId());
            MailboxACL before = mailbox(
                            table.find(id).orElseThrow(() -> new MailboxNotFoundException(mailbox.getMailboxId())))
                    .getACL();
            MailboxACL after = edit.apply(before);
            table.setAcl(id, AclText.write(after));
            mailbox.setACL(after);
            trace.folder(session, "change-rights", mailbox.getName());
            return ACLDiff.computeDiff(before, after);
        });
    }

    @Override
    public Flux<Mailbox> list() {
        return Flux.defer(() -> Flux.fromIterable(table.all())).map(SqlMailboxMapper::mailbox);
    }
}
