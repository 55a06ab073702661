package fr.mssgw.patient.rules;

import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.identity.Bal.PatientInitiated;
import fr.mssgw.core.identity.Bal.PatientInitiated.AfterClosure;
import fr.mssgw.core.identity.Bal.PatientInitiated.First;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.identity.Person;
import fr.mssgw.core.identity.Rpps;
import fr.mssgw.core.identity.Structure;
import fr.mssgw.core.identity.StructureId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One BAL of each kind that the rules tell apart. */
final class Bals {
    static final Structure PHARMACY = new Structure(
            new StructureId(StructureId.Kind.FINESS, "750000001"), "Pharmacie Centrale", Optional.of("SA33"));
    static final Structure PRACTICE =
            new Structure(new StructureId(StructureId.Kind.FINESS, "750000002"), "Cabinet", Optional.of("SA05"));
    private static final Person PERSON = new Person("Paul Petit", new Rpps("10003456789"));

    private Bals() {}

    static Bal nominative(Optional<Structure> structure) {
        return new Bal.Nominative(
                MssAddress.parse("paul.petit@demo.mssante.fr"), "Paul PETIT", false, PERSON, structure);
    }

    static Bal organisational(Structure structure, First first, AfterClosure afterClosure) {
        return new Bal.Organisational(
                MssAddress.parse("equipe@demo.mssante.fr"),
                "Équipe",
                false,
                List.of(PERSON),
                structure,
                new PatientInitiated(first, afterClosure));
    }

    static Bal pharmacy() {
        return organisational(PHARMACY, First.ANY, AfterClosure.DOCUMENTS);
    }

    static Bal applicative(Structure structure) {
        return new Bal.Applicative(MssAddress.parse("labo.auto@demo.mssante.fr"), "Labo", false, structure);
    }

    /** Every kind, by the words of docs/patient-rules.md. */
    static Map<String, Bal> all() {
        Map<String, Bal> all = new LinkedHashMap<>();
        all.put("nominative", nominative(Optional.empty()));
        all.put("nominative, of a pharmacy", nominative(Optional.of(PHARMACY)));
        all.put("organisational, not a pharmacy", organisational(PRACTICE, First.ANY, AfterClosure.DOCUMENTS));
        for (First first : First.values()) {
            for (AfterClosure afterClosure : AfterClosure.values()) {
                all.put(
                        "organisational, of a pharmacy; first `%s`, after closure `%s`"
                                .formatted(word(first), word(afterClosure)),
                        organisational(PHARMACY, first, afterClosure));
            }
        }
        all.put("applicative", applicative(PRACTICE));
        all.put("applicative, of a pharmacy", applicative(PHARMACY));
        return all;
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(java.util.Locale.ROOT);
    }
}
