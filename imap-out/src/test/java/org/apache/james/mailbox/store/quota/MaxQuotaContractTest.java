package org.apache.james.mailbox.store.quota;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.mssgw.imap.james.mailbox.ContractManager;
import java.lang.reflect.Method;
import java.util.Set;
import org.apache.james.mailbox.exception.MailboxException;
import org.apache.james.mailbox.quota.MaxQuotaManager;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/** The limits that clients meet: a case that lays one down is refused, since limits are configuration. */
@ExtendWith(MaxQuotaContractTest.NobodySets.class)
class MaxQuotaContractTest extends GenericMaxQuotaManagerTest {
    private static final MaxQuotaManager ASSEMBLED = new ContractManager().assembledLimits();

    @Override
    protected MaxQuotaManager provideMaxQuotaManager() {
        return ASSEMBLED;
    }

    static final class NobodySets implements InvocationInterceptor {
        private static final Set<String> READING = Set.of(
                "getMaxMessageShouldReturnEmptyWhenNoGlobalValue",
                "getMaxStorageShouldReturnEmptyWhenNoGlobalValue",
                "listMaxMessagesDetailsShouldReturnEmptyWhenNoQuotaDefined",
                "listMaxStorageDetailsShouldReturnEmptyWhenNoQuotaDefined",
                "getDomainMaxMessageShouldReturnEmptyWhenNoGlobalValue",
                "getDomainMaxStorageShouldReturnEmptyWhenNoGlobalValue");

        @Override
        public void interceptTestMethod(
                Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
                throws Throwable {
            if (READING.contains(method.getExecutable().getName())) {
                invocation.proceed();
            } else {
                assertThatThrownBy(invocation::proceed)
                        .isInstanceOf(MailboxException.class)
                        .hasMessage("Operation is not supported");
            }
        }
    }
}
