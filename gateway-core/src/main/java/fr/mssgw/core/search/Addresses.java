package fr.mssgw.core.search;

import fr.mssgw.core.mail.Address;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.StringTokenizer;

/**
 * The addresses of a header field as people write them, {@code local@domain}, whatever comments, white space and quotes
 * its author put inside (RFC 5322 §3.4.1, §4.4): a search for an address finds it in either form.
 */
public final class Addresses {
    private Addresses() {}

    /**
     * Those that the field does not spell so, each once, in order, of as many as {@link Address#parse} reads.
     *
     * @param field unfolded, its encoded words as written, since a name that is decoded may hold anything
     */
    public static List<String> spelledOut(String field) {
        Set<String> spelled = new HashSet<>();
        StringTokenizer words = new StringTokenizer(field, " \t\r\n<>,;:");
        while (words.hasMoreTokens()) {
            spelled.add(words.nextToken());
        }
        return Address.parse(field).stream()
                .map(Address::spelled)
                .flatMap(Optional::stream)
                .filter(address -> !spelled.contains(address))
                .distinct()
                .toList();
    }
}
