package fr.mssgw.relay;

import fr.mssgw.core.masking.Matricules;

/** Text from outside made safe for logs and audit: matricules of patients masked, length bounded. */
final class MaskedText {
    private static final int LONGEST = 500;

    static String of(String text) {
        String masked = Matricules.masked(text);
        return masked.length() <= LONGEST ? masked : masked.substring(0, LONGEST) + "…";
    }

    private MaskedText() {}
}
