package fr.mssgw.core.identity;

import java.util.regex.Pattern;

/** The national number of a structure: FINESS (9 characters, the Corsican 2A and 2B allowed) or SIRET (14 digits). */
public record StructureId(Kind kind, String number) {
    public enum Kind {
        FINESS,
        SIRET
    }

    private static final Pattern FINESS = Pattern.compile("\\d[0-9AB]\\d{7}");
    private static final Pattern SIRET = Pattern.compile("\\d{14}");

    public StructureId {
        Pattern form = kind == Kind.FINESS ? FINESS : SIRET;
        if (!form.matcher(number).matches()) {
            throw new IllegalArgumentException(
                    kind == Kind.FINESS ? "a FINESS number is 9 characters" : "a SIRET number is 14 digits");
        }
    }

    /**
     * The identifier across both registers: prefix 1 and the FINESS, prefix 3 and the SIRET (CI-SIS;
     * docs/domain.md §2).
     */
    public String national() {
        return (kind == Kind.FINESS ? "1" : "3") + number;
    }
}
