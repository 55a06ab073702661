package fr.mssgw.imap.james.mailbox;

import fr.mssgw.store.mailbox.MailboxTable;
import java.util.List;
import org.apache.james.core.Username;
import org.apache.james.mailbox.model.MailboxPath;
import org.apache.james.mailbox.store.user.SubscriptionMapper;
import org.apache.james.mailbox.store.user.model.Subscription;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Subscriptions of a BAL, by folder name: James' escaped paths are made and read here. */
final class SqlSubscriptionMapper implements SubscriptionMapper {
    private final MailboxTable table;

    SqlSubscriptionMapper(MailboxTable table) {
        this.table = table;
    }

    @Override
    public void save(Subscription subscription) {
        table.subscribe(subscription.getUser().asString(), name(subscription));
    }

    @Override
    public Mono<Void> saveReactive(Subscription subscription) {
        return Mono.fromRunnable(() -> save(subscription));
    }

    @Override
    public List<Subscription> findSubscriptionsForUser(Username user) {
        return table.subscriptions(user.asString()).stream()
                .map(name ->
                        new Subscription(user, MailboxPath.forUser(user, name).asEscapedString()))
                .toList();
    }

    @Override
    public Flux<Subscription> findSubscriptionsForUserReactive(Username user) {
        return Flux.defer(() -> Flux.fromIterable(findSubscriptionsForUser(user)));
    }

    @Override
    public void delete(Subscription subscription) {
        table.unsubscribe(subscription.getUser().asString(), name(subscription));
    }

    @Override
    public Mono<Void> deleteReactive(Subscription subscription) {
        return Mono.fromRunnable(() -> delete(subscription));
    }

    private static String name(Subscription subscription) {
        return MailboxPath.parseEscaped(subscription.getMailbox())
                .map(MailboxPath::getName)
                .orElse(subscription.getMailbox());
    }
}
