package fr.mssgw.core.mailbox;

import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.identity.Person;
import fr.mssgw.core.identity.Rpps;
import fr.mssgw.core.text.Ascii;
import fr.mssgw.core.text.NormalForm;
import fr.mssgw.core.text.SmallLetters;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Who handles a message of a shared BAL, shown as the keyword {@code $MSS_Taken_<initials>}, which any mail client can
 * set, see and search for. The initials are those of a member; at most one member has taken a message, the last who
 * said so or was named.
 *
 * <p>Initials are the first letters of the words of a name as the BAL's file writes it, titles left out, accents
 * removed: {@code Jean-Noël d'Arcy} is {@code JNDA}. Where two members have the same, the one who stands first in the
 * file keeps them and the next gets {@code 2} after them, then {@code 3}: whoever is added below changes nobody else's.
 *
 * @param initials by person
 */
public record Takers(Map<Rpps, String> initials) {
    public static final String PREFIX = "$MSS_Taken_";
    /** Set by a person, means that person: the server writes the initials. */
    public static final String MINE = "$MSS_Taken";

    private static final int MOST_LETTERS = 4;
    private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}]+");
    private static final Set<String> TITLES =
            Set.of("dr", "docteur", "pr", "professeur", "m", "mme", "monsieur", "madame");

    public Takers {
        initials = Map.copyOf(initials);
    }

    /** The members of a BAL; empty for one that is not shared, where the keyword is one like any other. */
    public static Optional<Takers> of(Bal bal) {
        return bal instanceof Bal.Organisational team ? Optional.of(of(team.persons())) : Optional.empty();
    }

    static Takers of(List<Person> persons) {
        Map<Rpps, String> initials = new LinkedHashMap<>();
        Map<String, Integer> given = new HashMap<>();
        for (Person person : persons) {
            String letters = letters(person.name());
            int nth = given.merge(letters, 1, Integer::sum);
            initials.put(person.rpps(), nth == 1 ? letters : letters + nth);
        }
        return new Takers(initials);
    }

    private static String letters(String name) {
        StringBuilder letters = new StringBuilder();
        List<String> words = new ArrayList<>(List.of(BETWEEN_WORDS.split(name)));
        words.removeIf(word -> word.isEmpty() || TITLES.contains(SmallLetters.of(word)));
        for (String word : words) {
            String plain = NormalForm.decomposed(word).toUpperCase(Locale.ROOT);
            char first = plain.charAt(0);
            if (first >= 'A' && first <= 'Z' && letters.length() < MOST_LETTERS) {
                letters.append(first);
            }
        }
        return letters.isEmpty() ? "X" : letters.toString();
    }

    /** The keyword of a member; empty for somebody else. */
    public Optional<String> keywordOf(Rpps person) {
        return Optional.ofNullable(initials.get(person)).map(letters -> PREFIX + letters);
    }

    public static boolean isTaken(String keyword) {
        return Ascii.same(keyword, MINE) || Ascii.startsWith(keyword, PREFIX);
    }

    /** The keywords of a message that this member, and nobody else, has taken. */
    public List<String> takenBy(Rpps person, Collection<String> keywords) {
        List<String> settled = new ArrayList<>(keywords);
        settled.removeIf(Takers::isTaken);
        keywordOf(person).ifPresent(settled::add);
        return settled;
    }

    /**
     * What becomes of the keywords that a client wants. Initials that no member has are dropped. Where more than one
     * would be left, the one that is new wins; of several new ones that of the person who sets them, else the first by
     * the alphabet.
     *
     * @param actor who wants; empty for the gateway itself
     */
    public List<String> settle(Collection<String> before, Collection<String> wanted, Optional<Rpps> actor) {
        if (wanted.stream().noneMatch(Takers::isTaken)) {
            return List.copyOf(wanted);
        }
        TreeSet<String> takers = new TreeSet<>();
        for (String keyword : wanted) {
            if (Ascii.same(keyword, MINE)) {
                actor.flatMap(this::keywordOf).ifPresent(takers::add);
            } else if (isTaken(keyword)) {
                initials.values().stream()
                        .map(letters -> PREFIX + letters)
                        .filter(one -> Ascii.same(keyword, one))
                        .forEach(takers::add);
            }
        }
        TreeSet<String> fresh = new TreeSet<>(takers);
        fresh.removeAll(before);
        TreeSet<String> candidates = fresh.isEmpty() ? takers : fresh;
        Optional<String> winner = actor.flatMap(this::keywordOf)
                .filter(candidates::contains)
                .or(() -> candidates.stream().findFirst());
        List<String> settled = new ArrayList<>(wanted);
        settled.removeIf(Takers::isTaken);
        winner.ifPresent(settled::add);
        return settled;
    }
}
