package fr.mssgw.smtp.james;

import fr.mssgw.core.message.MessageSpool;
import fr.mssgw.core.port.Authenticator;
import fr.mssgw.smtp.Door;
import fr.mssgw.smtp.Port;
import fr.mssgw.smtp.RefusalTrail;
import fr.mssgw.smtp.SmtpConfig;
import java.util.Optional;
import org.apache.james.protocols.api.OidcSASLConfiguration;
import org.apache.james.protocols.smtp.SMTPConfiguration;

/** What the sessions of one port share. James' own configuration knows no size limit and no AUTH, so this is ours. */
record Listening(
        Port port,
        SmtpConfig config,
        Door door,
        MessageSpool spool,
        Authenticator authenticator,
        RefusalTrail trail,
        ServerTls tls)
        implements SMTPConfiguration {
    @Override
    public String getGreeting() {
        return config.hostname() + " ESMTP";
    }

    @Override
    public String getSoftwareName() {
        return "mssgw";
    }

    @Override
    public String getHelloName() {
        return config.hostname();
    }

    @Override
    public long getMaxMessageSize() {
        return config.limits().messageOctets();
    }

    @Override
    public boolean isRelayingAllowed(String remoteAddress) {
        return false;
    }

    @Override
    public boolean isAuthAnnounced(String remoteAddress, boolean tlsStarted) {
        return tlsStarted && door.offersLogin();
    }

    @Override
    public boolean useHeloEhloEnforcement() {
        return true;
    }

    @Override
    public boolean useAddressBracketsEnforcement() {
        return true;
    }

    @Override
    public boolean isPlainAuthEnabled() {
        return true;
    }

    @Override
    public Optional<OidcSASLConfiguration> saslConfiguration() {
        return Optional.empty(); // tokens are judged by our own Authenticator
    }

    boolean startsTls() {
        return port != Port.SUBMISSIONS;
    }
}
