package fr.mssgw.app.directory;

import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.identity.Bal.PatientInitiated.First;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.identity.Postcode;
import fr.mssgw.core.identity.StructureId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The pharmacies that a patient may write to first: those with an organisational BAL that takes first messages
 * ({@code patient-initiated} other than {@code none}) and is not on the liste rouge (docs/domain.md §2 and §5). In
 * order of name, then of identifier, so that pages follow one another. Immutable; thread-safe.
 */
public final class PharmacyDirectory {
    private final List<Entry> entries;

    private record Entry(Pharmacy pharmacy, String name, String town, String postcode, List<String> addresses) {
        static Entry of(Pharmacy pharmacy) {
            return new Entry(
                    pharmacy,
                    PlainText.of(pharmacy.structure().name()),
                    PlainText.of(pharmacy.structure().town().orElse("")),
                    pharmacy.structure().postcode().map(Postcode::digits).orElse(""),
                    pharmacy.bals().stream()
                            .map(Bal::address)
                            .map(MssAddress::wireForm)
                            .toList());
        }
    }

    private PharmacyDirectory(List<Entry> entries) {
        this.entries = entries;
    }

    /** The pharmacies among these BAL. */
    public static PharmacyDirectory of(Collection<Bal> bals) {
        Map<StructureId, List<Bal.Organisational>> byStructure = new LinkedHashMap<>();
        bals.stream()
                .filter(PharmacyDirectory::isPublished)
                .map(Bal.Organisational.class::cast)
                .sorted(Comparator.comparing(bal -> bal.address().wireForm()))
                .forEach(bal -> byStructure
                        .computeIfAbsent(bal.team().id(), first -> new ArrayList<>())
                        .add(bal));
        return new PharmacyDirectory(byStructure.values().stream()
                .map(group -> Entry.of(new Pharmacy(group.get(0).team(), group)))
                .sorted(Comparator.comparing(Entry::name)
                        .thenComparing(entry -> entry.pharmacy().id()))
                .toList());
    }

    private static boolean isPublished(Bal bal) {
        return bal instanceof Bal.Organisational team
                && team.isPharmacysOrganisational()
                && !team.listeRouge()
                && team.patientInitiated().first() != First.NONE;
    }

    /** How a text is compared (FHIR R4 §3.1.1.4.8). */
    enum Match {
        BEGINS,
        CONTAINS,
        /** Case and accents count. */
        EXACT;

        boolean holds(String exact, String plain, String wanted) {
            return switch (this) {
                case BEGINS -> plain.startsWith(PlainText.of(wanted));
                case CONTAINS -> plain.contains(PlainText.of(wanted));
                case EXACT -> exact.equals(wanted);
            };
        }
    }

    /** A part of what was found, and how much there is in all. */
    record Page(List<Pharmacy> pharmacies, int total) {}

    /** @param conditions all of which must hold */
    Page find(List<Condition> conditions, int offset, int count) {
        List<Pharmacy> found = entries.stream()
                .filter(entry -> conditions.stream().allMatch(condition -> condition.holds(entry)))
                .map(Entry::pharmacy)
                .toList();
        int from = Math.min(offset, found.size());
        return new Page(found.subList(from, Math.min(found.size(), from + count)), found.size());
    }

    Optional<Pharmacy> byId(String id) {
        return entries.stream()
                .map(Entry::pharmacy)
                .filter(pharmacy -> pharmacy.id().equals(id))
                .findFirst();
    }

    List<Pharmacy> all() {
        return entries.stream().map(Entry::pharmacy).toList();
    }

    public int size() {
        return entries.size();
    }

    /** What a pharmacy is looked for by. */
    static final class Condition {
        private final Predicate<Entry> test;

        private Condition(Predicate<Entry> test) {
            this.test = test;
        }

        private boolean holds(Entry entry) {
            return test.test(entry);
        }

        static Condition name(Match match, String wanted) {
            return new Condition(
                    entry -> match.holds(entry.pharmacy().structure().name(), entry.name(), wanted));
        }

        static Condition town(Match match, String wanted) {
            return new Condition(
                    entry -> match.holds(entry.pharmacy().structure().town().orElse(""), entry.town(), wanted));
        }

        static Condition postcode(Match match, String wanted) {
            return new Condition(entry -> match.holds(entry.postcode(), entry.postcode(), wanted));
        }

        /** Case does not count in an address, whatever the match; all else does. */
        static Condition mailbox(Match match, String wanted) {
            String lower = wanted.toLowerCase(Locale.ROOT);
            return new Condition(entry -> entry.addresses().stream().anyMatch(address -> switch (match) {
                case BEGINS -> address.startsWith(lower);
                case CONTAINS -> address.contains(lower);
                case EXACT -> address.equals(lower);
            }));
        }

        static Condition sector(String code) {
            return new Condition(entry ->
                    entry.pharmacy().structure().sector().filter(code::equals).isPresent());
        }

        /** @param number a FINESS or SIRET number, or one with its national prefix */
        static Condition identifier(String number) {
            return new Condition(entry -> {
                StructureId id = entry.pharmacy().structure().id();
                return number.equals(id.number()) || number.equals(id.national());
            });
        }

        static Condition id(String id) {
            return new Condition(entry -> entry.pharmacy().id().equals(id));
        }

        /** Every pharmacy here is active. */
        static Condition active(boolean wanted) {
            return new Condition(entry -> wanted);
        }
    }
}
