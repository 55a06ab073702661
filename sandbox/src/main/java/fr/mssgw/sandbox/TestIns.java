package fr.mssgw.sandbox;

/** Makes fictitious matricules INS with a right key (docs/domain.md §5). */
public final class TestIns {
    private TestIns() {}

    /**
     * A matricule of a person who does not exist.
     *
     * @param thirteen sex, year, month, department, commune and order: 13 characters, of which a department 2A or 2B
     */
    public static String withKey(String thirteen) {
        if (!thirteen.matches("[12]\\d{4}(?:\\d\\d|2[AB])\\d{6}")) {
            throw new IllegalArgumentException("13 characters of a matricule are needed");
        }
        long number = Long.parseLong(thirteen.replace("2A", "19").replace("2B", "18"));
        return thirteen + "%02d".formatted(97 - number % 97);
    }
}
