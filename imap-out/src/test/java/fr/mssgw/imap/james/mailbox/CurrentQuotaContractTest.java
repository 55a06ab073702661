package fr.mssgw.imap.james.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.List;
import javax.mail.Flags;
import org.apache.james.core.quota.QuotaCountUsage;
import org.apache.james.core.quota.QuotaSizeUsage;
import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.MessageManager;
import org.apache.james.mailbox.MessageUid;
import org.apache.james.mailbox.exception.MailboxException;
import org.apache.james.mailbox.model.CurrentQuotas;
import org.apache.james.mailbox.model.MailboxPath;
import org.apache.james.mailbox.model.QuotaOperation;
import org.apache.james.mailbox.model.QuotaRoot;
import org.apache.james.mailbox.model.SearchQuery;
import org.apache.james.mailbox.quota.CurrentQuotaManager;
import org.apache.james.mailbox.store.quota.CurrentQuotaManagerContract;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The suite's increase is mail that is stored, its decrease mail that is removed: nothing else counts here. */
class CurrentQuotaContractTest implements CurrentQuotaManagerContract {
    private final ContractManager manager = new ContractManager();
    private final MailboxSession session =
            manager.getMailboxManager().createSystemSession(org.apache.james.core.Username.of("benwa"));
    private MessageManager folder;

    @BeforeEach
    void makeAFolder() throws MailboxException {
        folder = manager.create(MailboxPath.inbox(session), session);
    }

    @Override
    public CurrentQuotaManager testee() {
        return new ByMail();
    }

    // What is not there cannot be removed, and nobody sets what is counted (docs/imap-contract-suites.md, 15).

    @Test
    @Override
    public void decreaseShouldNotFailWhenItLeadsToNegativeValues() {
        Mono.from(testee().decrease(RESET_QUOTA_OPERATION)).block();
        assertThat(Mono.from(testee().getCurrentQuotas(QUOTA_ROOT)).block()).isEqualTo(CurrentQuotas.emptyQuotas());
    }

    @Test
    @Override
    public void setCurrentQuotasShouldNoopWhenZeroAndNoData() {
        nobodySets(CurrentQuotas.emptyQuotas());
    }

    @Test
    @Override
    public void setCurrentQuotasShouldReInitQuotasWhenNothing() {
        nobodySets(CurrentQuotas.emptyQuotas());
    }

    @Test
    @Override
    public void setCurrentQuotasShouldReInitQuotasWhenData() {
        Mono.from(testee().increase(RESET_QUOTA_OPERATION)).block();
        nobodySets(CURRENT_QUOTAS);
    }

    @Test
    @Override
    public void setCurrentQuotasShouldBeIdempotent() {
        nobodySets(CurrentQuotas.emptyQuotas());
        nobodySets(CurrentQuotas.emptyQuotas());
    }

    @Test
    @Override
    public void setCurrentQuotasShouldTolerateNegativeValues() {
        nobodySets(CurrentQuotas.emptyQuotas());
    }

    private void nobodySets(CurrentQuotas stays) {
        assertThatThrownBy(() -> testee().setCurrentQuotas(RESET_QUOTA_OPERATION))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThat(Mono.from(testee().getCurrentQuotas(QUOTA_ROOT)).block()).isEqualTo(stays);
    }

    private final class ByMail implements CurrentQuotaManager {
        @Override
        public Publisher<QuotaCountUsage> getCurrentMessageCount(QuotaRoot root) {
            return Mono.fromCallable(
                    () -> manager.getQuotaManager().getMessageQuota(root).getUsed());
        }

        @Override
        public Publisher<QuotaSizeUsage> getCurrentStorage(QuotaRoot root) {
            return Mono.fromCallable(
                    () -> manager.getQuotaManager().getStorageQuota(root).getUsed());
        }

        @Override
        public Publisher<CurrentQuotas> getCurrentQuotas(QuotaRoot root) {
            return Mono.fromCallable(() -> manager.getQuotaManager().getQuotas(root))
                    .map(quotas -> new CurrentQuotas(
                            quotas.getMessageQuota().getUsed(),
                            quotas.getStorageQuota().getUsed()));
        }

        @Override
        public Publisher<Void> increase(QuotaOperation operation) {
            return Mono.fromCallable(() -> {
                        long each =
                                operation.size().asLong() / operation.count().asLong();
                        String text = "a: b\r\n\r\n" + "c".repeat(Math.toIntExact(each) - 8);
                        for (long number = 0; number < operation.count().asLong(); number++) {
                            folder.appendMessage(
                                    new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)),
                                    new Date(),
                                    session,
                                    false,
                                    new Flags());
                        }
                        return each;
                    })
                    .then();
        }

        @Override
        public Publisher<Void> decrease(QuotaOperation operation) {
            return Mono.fromCallable(() -> {
                        List<MessageUid> all = Flux.from(folder.search(SearchQuery.matchAll(), session))
                                .collectList()
                                .block();
                        folder.delete(
                                all.stream().limit(operation.count().asLong()).toList(), session);
                        return all.size();
                    })
                    .then();
        }

        @Override
        public Publisher<Void> setCurrentQuotas(QuotaOperation operation) {
            throw new UnsupportedOperationException("what a BAL holds is counted when it is stored and removed");
        }
    }
}
