package fr.mssgw.relay;

import java.util.regex.Pattern;

/** Text from outside made safe for logs and audit: what looks like a patient's matricule is masked, length bounded. */
final class MaskedText {
    private static final int LONGEST = 500;
    /** 13 or 15 characters as an INS has them, also when a peer writes them in groups. */
    private static final Pattern MATRICULE = Pattern.compile(
            "(?<!\\d)([1278])(?:[ .-]?\\d){5}[ .-]?[0-9ABab](?:[ .-]?\\d){6}(?:(?:[ .-]?\\d){2})?(?!\\d)");

    static String of(String text) {
        String masked = MATRICULE.matcher(text).replaceAll("$1**************");
        return masked.length() <= LONGEST ? masked : masked.substring(0, LONGEST) + "…";
    }

    private MaskedText() {}
}
