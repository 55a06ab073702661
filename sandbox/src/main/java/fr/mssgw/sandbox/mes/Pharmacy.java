package fr.mssgw.sandbox.mes;

import fr.mssgw.core.text.NormalForm;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A pharmacy that patients may write to, as the directory gives it (docs/domain.md §5). Town and postcode may be empty.
 *
 * @param address of its organisational BAL, lower case
 */
public record Pharmacy(String address, String name, String town, String postcode) {
    /** Where pharmacies come from; unlisted BALs are never among them. */
    @FunctionalInterface
    public interface Directory {
        List<Pharmacy> all();
    }

    String place() {
        return (postcode + " " + town).strip();
    }

    /**
     * Those that hold each word of the search in name, town or postcode, without regard to accents and case; those that
     * the patient has been to come first, then by name.
     */
    static List<Pharmacy> search(List<Pharmacy> all, String search, Set<String> visited) {
        List<String> words = Arrays.stream(plain(search).split("[^a-z0-9]+"))
                .filter(word -> !word.isEmpty())
                .toList();
        return all.stream()
                .filter(pharmacy ->
                        words.stream().allMatch(word -> pharmacy.searched().contains(word)))
                .sorted(Comparator.comparing((Pharmacy pharmacy) -> !visited.contains(pharmacy.address()))
                        .thenComparing(pharmacy -> plain(pharmacy.name()))
                        .thenComparing(Pharmacy::address))
                .toList();
    }

    private String searched() {
        return plain(name + " " + town + " " + postcode);
    }

    private static String plain(String text) {
        return NormalForm.decomposed(text).replaceAll("\\p{M}+", "").toLowerCase(Locale.ROOT);
    }
}
