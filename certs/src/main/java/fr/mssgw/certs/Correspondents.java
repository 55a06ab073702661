package fr.mssgw.certs;

import fr.mssgw.core.identity.MssAddress;
import java.security.cert.X509Certificate;
import java.util.List;

/** The S/MIME certificates of people elsewhere. */
@FunctionalInterface
public interface Correspondents {
    /** Each with its chain, its own certificate first; not judged; empty where none is known. */
    List<List<X509Certificate>> certificatesOf(MssAddress address);
}
