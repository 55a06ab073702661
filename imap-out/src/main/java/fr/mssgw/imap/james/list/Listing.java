package fr.mssgw.imap.james.list;

import fr.mssgw.imap.james.list.Asked.Criterion;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Which names a LIST shows. Pure.
 *
 * @param folders that exist
 * @param subscribed that exist or not; needed only where something of the command depends on it
 * @param specialUse whether a folder is for something special (RFC 6154)
 */
record Listing(Set<String> folders, Set<String> subscribed, Predicate<String> specialUse) {
    /**
     * A name that is shown.
     *
     * @param exists false: subscribed only, or a level above folders
     * @param chosen whether it meets the criteria itself, and not only what lies below it
     * @param hasChildren whether folders lie below it
     * @param chosenBelow whether something below it meets the criteria, where that was asked
     */
    record Shown(String name, boolean exists, boolean chosen, boolean hasChildren, boolean chosenBelow) {}

    List<Shown> of(Asked asked) {
        List<NamePattern> patterns = asked.patterns();
        Set<String> chosen = chosen(asked.criteria());
        Set<String> parents = above(folders);
        Set<String> aboveChosen = Set.of();
        Set<String> aboveUnshown = Set.of();
        TreeSet<String> candidates = new TreeSet<>(chosen);
        if (asked.recursive()) {
            aboveChosen = above(chosen);
            aboveUnshown = above(chosen.stream()
                    .filter(name -> patterns.stream().noneMatch(pattern -> pattern.matches(name)))
                    .toList());
            candidates.addAll(aboveUnshown);
        }
        if (asked.criteria().isEmpty()) {
            candidates.addAll(parents);
        }
        List<Shown> shown = new ArrayList<>();
        for (String name : candidates) {
            List<NamePattern> matching =
                    patterns.stream().filter(pattern -> pattern.matches(name)).toList();
            boolean itself = chosen.contains(name);
            boolean forOthers = aboveUnshown.contains(name)
                    || asked.criteria().isEmpty() && matching.stream().anyMatch(NamePattern::endsWithinLevel);
            if (!matching.isEmpty() && (itself || forOthers)) {
                shown.add(new Shown(
                        name, folders.contains(name), itself, parents.contains(name), aboveChosen.contains(name)));
            }
        }
        return shown;
    }

    private Set<String> chosen(Set<Criterion> criteria) {
        Set<String> chosen = new HashSet<>(criteria.contains(Criterion.SUBSCRIBED) ? subscribed : folders);
        if (criteria.contains(Criterion.SPECIAL_USE)) {
            chosen.removeIf(name -> !folders.contains(name) || !specialUse.test(name));
        }
        return chosen;
    }

    /** All levels above these names. */
    static Set<String> above(Iterable<String> names) {
        Set<String> above = new HashSet<>();
        for (String name : names) {
            int end = name.lastIndexOf(NamePattern.DELIMITER);
            while (end > 0 && above.add(name.substring(0, end))) {
                end = name.lastIndexOf(NamePattern.DELIMITER, end - 1);
            }
        }
        return above;
    }
}
