package fr.mssgw.core.peer;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;

/**
 * A certificate's distinguished name, made comparable. The white list writes them by hand (spaces after commas,
 * trailing spaces, upper-case CN, {@code L=} for {@code ST=}, accents: domain.md §3), so two names are equal when their
 * attributes are, in whatever order, without case, accents or repeated spaces, and with L and ST as one.
 *
 * @param attributes sorted {@code type=value}, normalised
 */
public record DistinguishedName(List<String> attributes) {
    public DistinguishedName {
        attributes = List.copyOf(attributes);
    }

    /**
     * Reads a name as the white list writes it.
     *
     * @throws IllegalArgumentException where it is no name at all
     */
    public static DistinguishedName parse(String text) {
        try {
            List<String> attributes = new ArrayList<>();
            for (Rdn rdn : new LdapName(text.strip()).getRdns()) {
                attributes.add(normalise(rdn.getType()) + "=" + normalise(String.valueOf(rdn.getValue())));
            }
            Collections.sort(attributes);
            return new DistinguishedName(attributes);
        } catch (InvalidNameException e) {
            throw new IllegalArgumentException("not a distinguished name", e);
        }
    }

    public static DistinguishedName of(X500Principal principal) {
        return parse(principal.getName(X500Principal.RFC2253));
    }

    private static String normalise(String text) {
        String plain = Normalizer.normalize(text, Normalizer.Form.NFD).replaceAll("\\p{M}", "");
        return plain.strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return attributes.stream().collect(Collectors.joining(","));
    }
}
