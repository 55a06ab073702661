package fr.mssgw.core.masking;

import java.util.Set;

/**
 * The numbers of a text that an operator must be able to read and that are no matricule: dates and times, IP addresses
 * with their ports, digests, UUIDs, telephone numbers, reply codes, object identifiers, lists of row numbers, JavaMail's
 * Message-IDs, a SIRET with its prefix in a certificate's name. Each is told by its whole form, which no spelling of a matricule has.
 */
final class KnownShapes {
    private static final int SHORTEST_DIGEST = 20;
    private static final int FEWEST_PAIRS = 8;
    private static final int LONGEST_IP = 45;
    private static final int TELLING_DIGITS = 10;
    private static final int LOWEST_OF_NEAR = 10_000;
    private static final int NEAR = 1_000;

    private static final int SIRET = 14;
    private static final String LA_POSTE = "356000000";

    /** Above the OIDs of matricules ([INS]): NIR, NIA, those for tests and for demonstrations. */
    private static final String INS = "1.2.250.1.213.1.4.";

    private static final Set<Integer> INS_ARCS = Set.of(8, 9, 10, 11);

    private final Reading text;
    private final DateShapes dates;

    /** For each symbol, where its shape begins and ends; 0 and 0 outside of shapes. */
    private final int[] starts;

    private final int[] ends;
    /** Digits before each symbol, and those of them outside of shapes. */
    private final int[] digits;

    private final int[] others;

    KnownShapes(Reading text) {
        this.text = text;
        this.dates = new DateShapes(text);
        this.starts = new int[text.size()];
        this.ends = new int[text.size()];
        this.digits = new int[text.size() + 1];
        this.others = new int[text.size() + 1];
        int i = 0;
        while (i < text.size()) {
            int length = text.isAlphanumeric(i) && text.isAlphanumeric(i - 1) ? 0 : longest(i);
            int end = i + Math.max(1, length);
            for (; i < end; i++) {
                if (length > 0) {
                    starts[i] = end - length;
                    ends[i] = end;
                }
                digits[i + 1] = digits[i] + (text.isDigit(i) ? 1 : 0);
                others[i + 1] = others[i] + (length == 0 && text.isDigit(i) ? 1 : 0);
            }
        }
    }

    /** Whether the digits from first to last are known ones, or part of a shape that goes on beside them. */
    boolean explain(int first, int last) {
        return others[last + 1] == others[first] || ends[first] > 0 && starts[first] < first || ends[last] > last + 1;
    }

    /** Whether one of the digits from first to last is a known one. */
    boolean occur(int first, int last) {
        return others[last + 1] - others[first] < digits[last + 1] - digits[first];
    }

    /** Whether the digits from first to last begin or end with a shape of so many that the others do not matter. */
    boolean prevail(int first, int last) {
        return ends[first] > 0 && digits[ends[first]] - digits[first] >= TELLING_DIGITS
                || ends[last] > 0 && digits[last + 1] - digits[starts[last]] >= TELLING_DIGITS;
    }

    /**
     * Whether what is written as a matricule with its key is known nevertheless: a SIRET with its own check digit. Nothing
     * else is, since such a number is in no other shape but by accident, or because somebody wrote it there.
     */
    boolean contradict(int first) {
        return siret(first) > 0 && (luhn(first + 1) || ofLaPoste(first + 1));
    }

    /** Whether the digits from first to last, which follow one another, begin or end a digest. */
    boolean edgeDigest(int first, int last) {
        boolean edge = ends[first] > 0 && (starts[first] == first || ends[first] == last + 1);
        return edge && hexadecimal(starts[first]) == ends[first] - starts[first];
    }

    /** Symbols of the shape that begins there; 0 for none. */
    private int longest(int i) {
        if (text.at(i) == '[') {
            return numbers(i);
        }
        if (text.at(i) == '+') {
            return telephone(i);
        }
        if (text.at(i) == ':') {
            return text.at(i - 1) == ':' ? 0 : ipv6(i);
        }
        if (!text.isHex(i)) {
            return 0;
        }
        int length = Math.max(Math.max(hexadecimal(i), ipv6(i)), pairs(i));
        if (length > 0 || !text.isDigit(i)) {
            return length;
        }
        length = Math.max(Math.max(dates.at(i), ipv4(i)), Math.max(telephone(i), reply(i)));
        return length > 0 ? length : Math.max(Math.max(objectIdentifier(i), siret(i)), milliseconds(i));
    }

    /** Whether a number goes on there: a digit, or that sign and a digit. */
    private boolean goesOn(int i, char sign) {
        return text.isAlphanumeric(i) || text.at(i) == sign && text.isDigit(i + 1);
    }

    /** Whether a number came before: that sign and a digit before it. */
    private boolean follows(int i, char sign) {
        return text.at(i - 1) == sign && text.isDigit(i - 2);
    }

    /** A digest, or a UUID. */
    private int hexadecimal(int i) {
        int[] groups = {8, 4, 4, 4, 12};
        int end = i;
        for (int group : groups) {
            int start = end;
            while (text.isHex(end) && end - start < group) {
                end++;
            }
            if (end - start < group || group != 12 && text.at(end++) != '-') {
                return digest(i);
            }
        }
        return text.isAlphanumeric(end) ? 0 : end - i;
    }

    private int digest(int i) {
        int end = i;
        int letters = 0;
        while (text.isHex(end)) {
            letters += text.isLetter(end++) ? 1 : 0;
        }
        return end - i >= SHORTEST_DIGEST && letters >= 3 && !text.isAlphanumeric(end) ? end - i : 0;
    }

    /** A fingerprint or serial number, {@code AB:CD:…}. */
    private int pairs(int i) {
        int pairs = 0;
        int end = i;
        while (text.isHex(end) && text.isHex(end + 1) && !text.isAlphanumeric(end + 2)) {
            pairs++;
            end += 3;
            if (text.at(end - 1) != ':') {
                break;
            }
        }
        return pairs >= FEWEST_PAIRS ? end - 1 - i : 0;
    }

    private int ipv4(int i) {
        int end = i;
        for (int part = 0; part < 4; part++) {
            int digits = text.digits(end);
            boolean one = digits >= 1 && digits <= 3 && (digits == 1 || text.at(end) != '0');
            if (!one || text.number(end, digits) > 255 || part < 3 && text.at(end + digits) != '.') {
                return 0;
            }
            end += digits + (part < 3 ? 1 : 0);
        }
        if (goesOn(end, '.') || follows(i, '.')) {
            return 0;
        }
        return port(end) - i;
    }

    /** Behind an address, where its port or the length of its network ends. */
    private int port(int end) {
        boolean sign = text.at(end) == ':' || text.at(end) == '/';
        int digits = text.digits(end + 1);
        return sign && digits >= 1 && digits <= 5 && !text.isLetter(end + 1 + digits) ? end + 1 + digits : end;
    }

    /** With a letter that no matricule has, or with groups left out. */
    private int ipv6(int i) {
        int end = i;
        int colons = 0;
        int doubles = 0;
        int group = 0;
        boolean letter = false;
        while ((text.isHex(end) || text.at(end) == ':') && end - i < LONGEST_IP && group <= 4) {
            if (text.at(end) == ':') {
                colons++;
                doubles += text.at(end - 1) == ':' && end > i ? 1 : 0;
                group = 0;
            } else {
                letter |= text.at(end) >= 'c';
                group++;
            }
            end++;
        }
        boolean whole = group <= 4 && !text.isAlphanumeric(end) && colons >= 2 && colons <= 7;
        return whole && (doubles == 1 || doubles == 0 && colons == 7 && letter) ? end - i : 0;
    }

    /** {@code 550 5.1.1}, {@code 550-5.1.1} or {@code 5.1.1} (RFC 5321 §4.2, RFC 3463). */
    private int reply(int i) {
        int end = i;
        if (text.digits(end) == 3 && text.at(end) >= '2' && text.at(end) <= '5') {
            boolean enhanced = text.at(end + 3) == ' ' || text.at(end + 3) == '-';
            int length = enhanced ? status(end + 4) : 0;
            return length > 0 ? 4 + length : 0;
        }
        return follows(i, '.') ? 0 : status(i);
    }

    private int status(int i) {
        int end = i + 2;
        if (text.digits(i) != 1 || "245".indexOf(text.at(i)) < 0 || text.at(i + 1) != '.') {
            return 0;
        }
        int subject = text.digits(end);
        end += subject;
        int detail = text.at(end) == '.' ? text.digits(end + 1) : 0;
        end += 1 + detail;
        boolean form = subject >= 1 && subject <= 3 && detail >= 1 && detail <= 3;
        return form && !goesOn(end, '.') ? end - i : 0;
    }

    /** French ones: {@code 01 23 45 67 89}, {@code +33 1 23 45 67 89}, with one sign between, or none. */
    private int telephone(int i) {
        int end = i;
        char sign;
        if (text.says(i, "+33") || text.says(i, "0033")) {
            end += text.at(i) == '+' ? 3 : 4;
            sign = text.isDigit(end) ? Reading.NOTHING : text.at(end++);
            if (!text.isDigit(end++)) {
                return 0;
            }
        } else if (text.at(i) == '0' && text.digits(i) == 2 || text.digits(i) == 10 && text.at(i) == '0') {
            end += 2;
            sign = text.isDigit(end) ? Reading.NOTHING : text.at(end);
        } else {
            return 0;
        }
        for (int pair = 0; pair < 4; pair++) {
            if (sign != Reading.NOTHING && text.at(end++) != sign || !text.isDigit(end) || !text.isDigit(end + 1)) {
                return 0;
            }
            end += 2;
        }
        boolean known = sign == Reading.NOTHING || sign == ' ' || sign == '.' || sign == '-';
        return known && (text.at(i) == '+' || !follows(i, sign)) && !goesOn(end, sign) ? end - i : 0;
    }

    /**
     * In the arcs of France, of companies, of ISO members: {@code 1.2.250.1.213…}. It ends before what may be a matricule:
     * behind the arc of the INS, which has no arcs of its own, and where an arc has its form (HL7 writes both in one).
     */
    private int objectIdentifier(int i) {
        if (follows(i, '.')
                || !text.says(i, "1.2.250.")
                        && !text.says(i, "1.2.840.")
                        && !text.says(i, "1.3.6.1.4.1.")
                        && !text.says(i, "2.16.840.")) {
            return 0;
        }
        int end = i;
        while (text.isDigit(end) && (text.at(end) != '0' || text.digits(end) == 1)) {
            if (mayBeMatricule(end)) {
                return end - 1 - i;
            }
            int arc = end;
            end += text.digits(end);
            boolean ins =
                    arc - i == INS.length() && text.says(i, INS) && INS_ARCS.contains(text.number(arc, end - arc));
            if (ins || text.at(end) != '.' || !text.isDigit(end + 1)) {
                return end - i;
            }
            end++;
        }
        return 0;
    }

    /** Whether the number there has as many digits as a matricule, or a letter behind it as one of Corsica. */
    private boolean mayBeMatricule(int i) {
        int digits = text.digits(i);
        return digits == MatriculeSearch.WITHOUT_KEY || digits == MatriculeSearch.WITH_KEY || text.isLetter(i + digits);
    }

    /**
     * As Java writes a list of numbers, {@code [12, 13, 40]}, where they grow: identifiers of rows. Groups that may be a
     * matricule's are none, unless they are as near to one another as its groups never are.
     */
    private int numbers(int i) {
        int end = i + 1;
        int count = 0;
        long lowest = 0;
        long before = 0;
        boolean doubtful = false;
        while (text.isDigit(end)) {
            int digits = text.digits(end);
            if (digits > 12 || text.at(end) == '0') {
                return 0;
            }
            long number = (long) text.number(end, Math.max(0, digits - 6)) * 1_000_000
                    + text.number(end + Math.max(0, digits - 6), Math.min(6, digits));
            if (number <= before) {
                return 0;
            }
            before = number;
            lowest = count++ == 0 ? number : lowest;
            doubtful |= asManyAsAMatricule(end, i);
            end += digits;
            if (text.at(end) == ']') {
                boolean near = lowest >= LOWEST_OF_NEAR && before - lowest < NEAR;
                return count > 1 && (near || !doubtful) ? end + 1 - i : 0;
            }
            if (!text.says(end, ", ")) {
                return 0;
            }
            end += 2;
        }
        return 0;
    }

    /** Whether the number there and some before it in its list are the groups of a matricule, by their digits. */
    private boolean asManyAsAMatricule(int number, int list) {
        int sum = text.digits(number);
        int end = number - 2;
        while (end > list && sum < MatriculeSearch.WITH_KEY) {
            int start = end;
            while (text.isDigit(start - 1)) {
                start--;
            }
            sum += end - start;
            end = start - 2;
            if (sum == MatriculeSearch.WITHOUT_KEY || sum == MatriculeSearch.WITH_KEY) {
                return true;
            }
        }
        return false;
    }

    /**
     * A SIRET behind its prefix 3, as IGC-Santé names structures in certificates: {@code OU=318751275100020}
     * (docs/domain.md §2). The other form, {@code OU=1} and the nine digits of a FINESS, needs no rule: it is shorter than a
     * matricule, and were it known, a matricule could be grouped so as to begin with it. The length is exact and the check
     * digit decides where the number is a matricule with its key as well, because whoever writes a subject or presents a
     * certificate chooses what stands behind {@code OU=}. Names of certificates are masked by this rule like all other text:
     * what the audit has sealed is masked again in logs and pages, so that both must agree on every sign.
     */
    private int siret(int i) {
        int length = 1 + SIRET;
        boolean siret = text.says(i - 3, "ou=3")
                && !text.isAlphanumeric(i - 4)
                && text.digits(i) == length
                && !text.isLetter(i + length);
        return siret && text.isPlain(i - 3, 3 + length) ? length : 0;
    }

    private boolean luhn(int siret) {
        int sum = 0;
        for (int digit = 0; digit < SIRET; digit++) {
            int value = text.number(siret + digit, 1) * (digit % 2 == 0 ? 2 : 1);
            sum += value > 9 ? value - 9 : value;
        }
        return sum % 10 == 0;
    }

    /** La Poste has more places than check digits can tell apart: the sum of their digits is a multiple of five. */
    private boolean ofLaPoste(int siret) {
        int sum = 0;
        for (int digit = 0; digit < SIRET; digit++) {
            sum += text.number(siret + digit, 1);
        }
        return text.says(siret, LA_POSTE) && sum % 5 == 0;
    }

    /** The time in a Message-ID of JavaMail: {@code <1096183525.0.1790000000000@}. */
    private int milliseconds(int i) {
        if (text.digits(i) != 13 || text.at(i) != '1' || text.at(i + 13) != '@' || text.at(i - 1) != '.') {
            return 0;
        }
        int start = i;
        for (int part = 0; part < 2; part++) {
            int end = --start;
            while (text.isDigit(start - 1) && end - start < 11) {
                start--;
            }
            if (start == end || text.at(start - 1) != (part == 0 ? '.' : '<')) {
                return 0;
            }
        }
        return 13;
    }
}
