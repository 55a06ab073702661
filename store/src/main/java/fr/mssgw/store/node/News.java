package fr.mssgw.store.node;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What happened on one node that the others act upon. Coalesced: a folder that changed a hundred times is named once,
 * since whoever hears of it reads the folder itself.
 *
 * @param folders {@code mailbox.id}; true where messages were removed
 * @param queued whether there may be work in the queue
 * @param revoked persons that a BAL was closed to, as {@code bal rpps}
 * @param everything whether more may have happened than is told here
 */
record News(Map<Long, Boolean> folders, boolean queued, Set<String> revoked, boolean everything) {

    /** PostgreSQL refuses 8000 octets and more. */
    static final int LONGEST_PAYLOAD = 7_900;

    private static final Pattern NODE = Pattern.compile("[!-~]{1,300}");
    private static final Pattern FOLDER = Pattern.compile("[cr]\\d{1,18}");
    private static final Pattern REVOKED = Pattern.compile("a[!-~]{1,320}:\\d{1,20}");

    News {
        folders = Collections.unmodifiableMap(new LinkedHashMap<>(folders));
        revoked = Set.copyOf(revoked);
    }

    /** @param from the node that tells it */
    record Told(String from, News news) {}

    /** As one or more payloads: the node's name, then words, in ASCII without control characters. */
    List<String> payloads(String node) {
        List<String> words = new ArrayList<>();
        if (everything) {
            words.add("*");
        }
        if (queued) {
            words.add("q");
        }
        revoked.forEach(one -> words.add("a" + one.replace(' ', ':')));
        folders.forEach((id, removed) -> words.add((removed ? "r" : "c") + id));
        List<String> payloads = new ArrayList<>();
        StringBuilder payload = new StringBuilder(node);
        for (String word : words) {
            if (payload.length() + 1 + word.length() > LONGEST_PAYLOAD) {
                payloads.add(payload.toString());
                payload = new StringBuilder(node);
            }
            payload.append(' ').append(word);
        }
        payloads.add(payload.toString());
        return payloads;
    }

    /** Empty for what no gateway of this kind wrote. A word that is not understood counts as {@code everything}. */
    static Optional<Told> read(String payload) {
        String[] words = payload.split(" ", -1);
        if (payload.length() > LONGEST_PAYLOAD || !NODE.matcher(words[0]).matches()) {
            return Optional.empty();
        }
        Map<Long, Boolean> folders = new LinkedHashMap<>();
        Set<String> revoked = new LinkedHashSet<>();
        boolean queued = false;
        boolean everything = false;
        for (int i = 1; i < words.length; i++) {
            String word = words[i];
            if (word.equals("q")) {
                queued = true;
            } else if (FOLDER.matcher(word).matches()) {
                folders.merge(Long.valueOf(word.substring(1)), word.startsWith("r"), Boolean::logicalOr);
            } else if (REVOKED.matcher(word).matches()) {
                int colon = word.lastIndexOf(':');
                revoked.add(word.substring(1, colon) + " " + word.substring(colon + 1));
            } else {
                everything = true;
            }
        }
        return Optional.of(new Told(words[0], new News(folders, queued, revoked, everything)));
    }
}
