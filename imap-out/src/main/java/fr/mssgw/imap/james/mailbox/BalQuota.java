package fr.mssgw.imap.james.mailbox;

import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.port.MailboxPolicy;
import fr.mssgw.store.mailbox.MailboxTable;
import fr.mssgw.store.mailbox.MailboxUsage;
import java.util.function.ToLongFunction;
import org.apache.james.core.quota.QuotaCountLimit;
import org.apache.james.core.quota.QuotaCountUsage;
import org.apache.james.core.quota.QuotaSizeLimit;
import org.apache.james.core.quota.QuotaSizeUsage;
import org.apache.james.mailbox.model.Quota;
import org.apache.james.mailbox.model.QuotaRoot;
import org.apache.james.mailbox.quota.QuotaManager;
import org.apache.james.mailbox.quota.QuotaRootResolver;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/** Octets of a BAL against its limit; messages are counted and not limited. */
final class BalQuota implements QuotaManager {
    private final MailboxTable table;
    private final QuotaRootResolver roots;
    private final ToLongFunction<String> limits;

    /** @param limits octets for each BAL, {@link Long#MAX_VALUE} for no limit */
    BalQuota(MailboxTable table, QuotaRootResolver roots, ToLongFunction<String> limits) {
        this.table = table;
        this.roots = roots;
        this.limits = limits;
    }

    /** With the limits of the configuration. */
    static BalQuota laidDown(MailboxTable table, QuotaRootResolver roots, MailboxPolicy policy) {
        return new BalQuota(
                table, roots, bal -> policy.of(MssAddress.parse(bal)).quotaOctets());
    }

    @Override
    public Quotas getQuotas(QuotaRoot root) {
        String bal = roots.associatedUsername(root).asString();
        MailboxUsage usage = table.usage(bal);
        return new Quotas(
                Quota.<QuotaCountLimit, QuotaCountUsage>builder()
                        .used(QuotaCountUsage.count(Math.max(0, usage.messages())))
                        .computedLimit(QuotaCountLimit.unlimited())
                        .build(),
                Quota.<QuotaSizeLimit, QuotaSizeUsage>builder()
                        .used(QuotaSizeUsage.size(Math.max(0, usage.octets())))
                        .computedLimit(limit(bal))
                        .build());
    }

    @Override
    public Publisher<Quotas> getQuotasReactive(QuotaRoot root) {
        return Mono.fromCallable(() -> getQuotas(root));
    }

    @Override
    public Quota<QuotaCountLimit, QuotaCountUsage> getMessageQuota(QuotaRoot root) {
        return getQuotas(root).getMessageQuota();
    }

    @Override
    public Quota<QuotaSizeLimit, QuotaSizeUsage> getStorageQuota(QuotaRoot root) {
        return getQuotas(root).getStorageQuota();
    }

    private QuotaSizeLimit limit(String bal) {
        long octets = limits.applyAsLong(bal);
        return octets == Long.MAX_VALUE ? QuotaSizeLimit.unlimited() : QuotaSizeLimit.size(octets);
    }
}
