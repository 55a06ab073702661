package fr.mssgw.config;

/** Where a setting stands, for problems found after reading, such as a key that does not match its certificate. */
public record Source(String file, int line, String key) {

    public Problem problem(String advice) {
        return new Problem(file, line, key, advice);
    }
}
