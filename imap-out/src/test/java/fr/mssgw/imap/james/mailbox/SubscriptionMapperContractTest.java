package fr.mssgw.imap.james.mailbox;

import java.util.List;
import org.apache.james.core.Username;
import org.apache.james.mailbox.exception.SubscriptionException;
import org.apache.james.mailbox.model.MailboxPath;
import org.apache.james.mailbox.store.user.SubscriptionMapper;
import org.apache.james.mailbox.store.user.SubscriptionMapperTest;
import org.apache.james.mailbox.store.user.model.Subscription;
import org.junit.jupiter.api.AfterAll;
import reactor.core.publisher.Flux;

class SubscriptionMapperContractTest extends SubscriptionMapperTest {
    private static final ContractMappers MAPPERS = new ContractMappers();

    @AfterAll
    static void close() {
        MAPPERS.close();
    }

    @Override
    protected SubscriptionMapper createSubscriptionMapper() {
        for (String user : List.of("user1", "user2")) {
            MAPPERS.table().subscriptions(user).forEach(name -> MAPPERS.table().unsubscribe(user, name));
        }
        return new ByPath(MAPPERS.factory().createSubscriptionMapper(MAPPERS.session()));
    }

    /** The suite gives bare names; James 3.8.1 itself gives escaped paths only, as StoreSubscriptionManager makes them. */
    private record ByPath(SubscriptionMapper ours) implements SubscriptionMapper {
        @Override
        public void save(Subscription subscription) throws SubscriptionException {
            ours.save(escaped(subscription));
        }

        @Override
        public List<Subscription> findSubscriptionsForUser(Username user) throws SubscriptionException {
            return ours.findSubscriptionsForUser(user).stream()
                    .map(ByPath::bare)
                    .toList();
        }

        @Override
        public Flux<Subscription> findSubscriptionsForUserReactive(Username user) {
            return ours.findSubscriptionsForUserReactive(user).map(ByPath::bare);
        }

        @Override
        public void delete(Subscription subscription) throws SubscriptionException {
            ours.delete(escaped(subscription));
        }

        private static Subscription escaped(Subscription bare) {
            return new Subscription(
                    bare.getUser(),
                    MailboxPath.forUser(bare.getUser(), bare.getMailbox()).asEscapedString());
        }

        private static Subscription bare(Subscription escaped) {
            return new Subscription(
                    escaped.getUser(),
                    MailboxPath.parseEscaped(escaped.getMailbox()).orElseThrow().getName());
        }
    }
}
