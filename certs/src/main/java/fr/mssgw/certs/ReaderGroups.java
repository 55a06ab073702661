package fr.mssgw.certs;

import fr.mssgw.certs.bouncycastle.Cms;
import fr.mssgw.certs.bouncycastle.ContentKeys;
import fr.mssgw.certs.bouncycastle.ContentKeys.ContentKey;
import fr.mssgw.core.identity.MssAddress;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Parts the readers of an encrypted message by the content-encryption key that the keys of each of them find.
 *
 * @param without those whose keys find none
 */
record ReaderGroups(List<Group> groups, Set<MssAddress> without) {
    /** Those who read on together. @param key of one of them, which stands for those of the others */
    record Group(KeyMaterial key, Set<MssAddress> readers) {}

    /**
     * @param cms the encrypted message, binary
     * @throws Cms.Unreadable where it is damaged before its content, or exceeds a bound
     */
    static ReaderGroups of(Set<MssAddress> readers, BalKeys keys, InputStream cms, boolean authenticated)
            throws Cms.Unreadable {
        List<MssAddress> owners = new ArrayList<>();
        List<KeyMaterial> ours = new ArrayList<>();
        for (MssAddress reader : readers) {
            for (KeyMaterial key : keys.of(reader)) {
                owners.add(reader);
                ours.add(key);
            }
        }
        List<Optional<ContentKey>> found = contentKeys(cms, authenticated, ours);
        Map<ContentKey, Group> groups = new LinkedHashMap<>();
        Set<MssAddress> placed = new HashSet<>();
        for (int i = 0; i < ours.size(); i++) {
            if (found.get(i).isPresent() && placed.add(owners.get(i))) {
                KeyMaterial key = ours.get(i);
                groups.computeIfAbsent(found.get(i).get(), first -> new Group(key, new LinkedHashSet<>()))
                        .readers()
                        .add(owners.get(i));
            }
        }
        Set<MssAddress> without = new LinkedHashSet<>(readers);
        without.removeAll(placed);
        return new ReaderGroups(List.copyOf(groups.values()), without);
    }

    private static List<Optional<ContentKey>> contentKeys(
            InputStream cms, boolean authenticated, List<KeyMaterial> keys) throws Cms.Unreadable {
        try {
            return ContentKeys.of(cms, authenticated, keys);
        } catch (Cms.Unreadable e) {
            throw e;
        } catch (IOException e) {
            throw Cms.damaged(e);
        }
    }
}
