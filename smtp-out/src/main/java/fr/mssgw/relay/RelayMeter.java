package fr.mssgw.relay;

import fr.mssgw.core.identity.MailDomain;
import java.time.Duration;

/** What the relay counts. Called often and from several threads: returns at once, never fails. */
public interface RelayMeter {
    /** One recipient accepted by its operator. */
    void relayed(MailDomain domain, Duration sinceQueued);

    void delayed(MailDomain domain);

    void failed(MailDomain domain);

    /** A new connection, past TLS and the white list. */
    void connected(Destination host);

    /** A connection that failed, whatever the step. */
    void unreachable(Destination host);

    /** Counts nothing. */
    RelayMeter NONE = new RelayMeter() {
        @Override
        public void relayed(MailDomain domain, Duration sinceQueued) {}

        @Override
        public void delayed(MailDomain domain) {}

        @Override
        public void failed(MailDomain domain) {}

        @Override
        public void connected(Destination host) {}

        @Override
        public void unreachable(Destination host) {}
    };
}
