package fr.mssgw.core.port;

import fr.mssgw.core.access.Credential;
import fr.mssgw.core.access.Login;
import java.net.InetAddress;

/** Judges credentials, and counts the wrong ones per BAL and address, SMTP and IMAP together. Blocking; thread-safe. */
public interface Authenticator {
    /**
     * @param protocol {@code smtp} or {@code imap}, for the audit
     */
    Login login(Credential credential, InetAddress from, String protocol);
}
