package fr.mssgw.certs;

import fr.mssgw.core.identity.MalformedAddress;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.text.Ascii;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;

/** Whom a certificate names (RFC 8550 §3): its e-mail addresses, and its common name. */
public final class CertificateNames {
    private static final int RFC822_NAME = 1;
    private static final int MOST_ADDRESSES = 100;
    private static final Map<String, String> EMAIL_OID = Map.of("1.2.840.113549.1.9.1", "emailAddress");

    private CertificateNames() {}

    /** The addresses of the subject alternative name, then those of the subject; without what is no address. */
    public static Set<MssAddress> addresses(X509Certificate certificate) {
        Set<MssAddress> found = new LinkedHashSet<>();
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            if (names != null) {
                for (List<?> name : names) {
                    if (name.get(0) instanceof Integer kind && kind == RFC822_NAME) {
                        add(found, String.valueOf(name.get(1)));
                    }
                }
            }
        } catch (CertificateParsingException unreadable) {
            // the subject may still name somebody
        }
        for (Rdn rdn : subject(certificate)) {
            if (Ascii.same(rdn.getType(), "emailAddress") && rdn.getValue() instanceof String text) {
                add(found, text);
            }
        }
        return found;
    }

    public static Optional<String> commonName(X509Certificate certificate) {
        return subject(certificate).stream()
                .filter(rdn -> Ascii.same(rdn.getType(), "CN"))
                .map(rdn -> String.valueOf(rdn.getValue()))
                .reduce((first, last) -> last);
    }

    private static void add(Set<MssAddress> found, String text) {
        try {
            if (found.size() < MOST_ADDRESSES) {
                found.add(MssAddress.parse(text.strip()));
            }
        } catch (MalformedAddress none) {
            // not an address as MSSanté uses them
        }
    }

    private static List<Rdn> subject(X509Certificate certificate) {
        try {
            return new LdapName(certificate.getSubjectX500Principal().getName(X500Principal.RFC1779, EMAIL_OID))
                    .getRdns();
        } catch (InvalidNameException e) {
            return List.of();
        }
    }
}
