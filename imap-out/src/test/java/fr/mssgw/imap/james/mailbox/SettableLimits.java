package fr.mssgw.imap.james.mailbox;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.james.core.quota.QuotaCountLimit;
import org.apache.james.core.quota.QuotaSizeLimit;
import org.apache.james.mailbox.model.QuotaRoot;
import org.apache.james.mailbox.store.quota.NoMaxQuotaManager;

/** Lets a suite lay down octets, as the configuration does; its limits of messages are heard and not kept. */
final class SettableLimits extends NoMaxQuotaManager {
    private final Map<String, Long> ofBal = new ConcurrentHashMap<>();
    private volatile long ofAll = Long.MAX_VALUE;

    long octets(String bal) {
        return ofBal.getOrDefault(bal, ofAll);
    }

    @Override
    public void setGlobalMaxStorage(QuotaSizeLimit limit) {
        ofAll = limit.asLong();
    }

    @Override
    public void setMaxStorage(QuotaRoot root, QuotaSizeLimit limit) {
        ofBal.put(root.getValue().replaceFirst("^#private&", ""), limit.asLong());
    }

    @Override
    public void setGlobalMaxMessage(QuotaCountLimit limit) {
        // no BAL is limited to a number of messages
    }

    @Override
    public void setMaxMessage(QuotaRoot root, QuotaCountLimit limit) {
        // no BAL is limited to a number of messages
    }
}
