package fr.mssgw.core.peer;

import fr.mssgw.core.identity.MailDomain;
import fr.mssgw.core.text.NormalForm;
import fr.mssgw.core.text.SmallLetters;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;

/**
 * A certificate's distinguished name, made comparable. The white list writes them by hand (spaces after commas,
 * trailing spaces, {@code ST=Paris(75)}, upper-case CN, {@code L=} for {@code ST=}, accents: docs/domain.md §3), so two
 * names are equal when their attributes are, in whatever order, without case, accents or repeated spaces, with L and ST
 * as one, and with only the letters and digits of these two.
 *
 * @param attributes sorted {@code type=value}, normalised
 */
public record DistinguishedName(List<String> attributes) {
    /** Characters of a name; far above those of real ones. */
    static final int MAX_LENGTH = 2_000;

    // names for what RFC 2253 leaves as numbers, whose values would otherwise come as hexadecimal
    private static final Map<String, String> MORE_NAMES = Map.of(
            "2.5.4.4", "SN",
            "2.5.4.5", "SERIALNUMBER",
            "2.5.4.12", "T",
            "2.5.4.42", "GIVENNAME",
            "2.5.4.97", "ORGANIZATIONIDENTIFIER",
            "1.2.840.113549.1.9.1", "EMAILADDRESS");

    private static final Pattern WHITE_SPACE = Pattern.compile("\\p{Z}+|\\s+");
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern CONTROLS = Pattern.compile("[\\p{Cntrl}\\u0080-\\u009f\\u2028\\u2029]");
    private static final Pattern NOT_ALPHANUMERIC = Pattern.compile("[^\\p{L}\\p{N}]+");

    public DistinguishedName {
        attributes = List.copyOf(attributes);
    }

    /**
     * Reads a name as the white list writes it.
     *
     * @throws IllegalArgumentException where it is no name at all
     */
    public static DistinguishedName parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("a distinguished name of more than " + MAX_LENGTH + " characters");
        }
        try {
            List<String> attributes = new ArrayList<>();
            for (Rdn rdn :
                    new LdapName(WHITE_SPACE.matcher(text).replaceAll(" ").strip()).getRdns()) {
                for (Attribute attribute : Collections.list(rdn.toAttributes().getAll())) {
                    for (Object value : Collections.list(attribute.getAll())) {
                        attributes.add(normalise(attribute.getID(), value));
                    }
                }
            }
            if (attributes.isEmpty()) {
                throw new IllegalArgumentException("an empty distinguished name");
            }
            Collections.sort(attributes);
            return new DistinguishedName(attributes);
        } catch (NamingException e) {
            throw new IllegalArgumentException("not a distinguished name", e);
        }
    }

    /** The same for a certificate's subject, which may be empty: that equals no name of the white list. */
    public static DistinguishedName of(X500Principal principal) {
        String text = principal.getName(X500Principal.RFC2253, MORE_NAMES);
        return text.isEmpty() ? new DistinguishedName(List.of()) : parse(text);
    }

    /**
     * A certificate's subject for people: as it is written there (RFC 2253), each attribute by its name and with its value
     * as text, not as the hexadecimal digits that a reader of the trace would have to decode.
     *
     * @return one line of at most {@link #MAX_LENGTH} characters, whatever the certificate holds
     */
    public static String written(X500Principal principal) {
        String name = principal.getName(X500Principal.RFC2253, MORE_NAMES);
        String cut = name.length() > MAX_LENGTH ? name.substring(0, MAX_LENGTH) : name;
        return CONTROLS.matcher(cut).replaceAll("?");
    }

    /** The host that it names by its first common name that is one; empty where none is. */
    public Optional<MailDomain> host() {
        return attributes.stream()
                .filter(attribute -> attribute.startsWith("cn="))
                .flatMap(name -> MailDomain.ifOne(name.substring(3)).stream())
                .findFirst();
    }

    /** Whether it is that of this host, by its common name. */
    public boolean isOf(MailDomain host) {
        return attributes.contains("cn=" + host.name());
    }

    private static String normalise(String type, Object value) {
        String key = plain(type);
        String text = plain(value instanceof byte[] octets ? HexFormat.of().formatHex(octets) : String.valueOf(value));
        return switch (key) {
            case "l", "st", "s" -> "st=" + NOT_ALPHANUMERIC.matcher(text).replaceAll("");
            case "e", "email", "emailaddress" -> "emailaddress=" + text;
            default -> key + "=" + text;
        };
    }

    private static String plain(String text) {
        String base = MARKS.matcher(NormalForm.compatible(text)).replaceAll("");
        String spaced = WHITE_SPACE.matcher(base.replace('\u2019', '\'')).replaceAll(" ");
        return SmallLetters.of(spaced.strip());
    }

    @Override
    public String toString() {
        return String.join(",", attributes);
    }
}
