package fr.mssgw.app.login;

import fr.mssgw.core.access.Secret;
import fr.mssgw.core.text.Ascii;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An application password as it is made: {@code k7wmxq2p-4hnvc-8yrtd-gz3bf-p6msa}. Eight characters find it, so that a
 * login computes one hash; twenty are secret, 99 bits. No letters that look like digits.
 */
public record NewPassword(String selector, Secret whole) {

    private static final String LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";
    private static final Pattern FORM = Pattern.compile("([a-hjkmnp-z2-9]{8})(?:-[a-hjkmnp-z2-9]{5}){4}");
    private static final SecureRandom RANDOM = new SecureRandom();

    public static NewPassword random() {
        String selector = letters(8);
        return new NewPassword(
                selector, new Secret(String.join("-", selector, letters(5), letters(5), letters(5), letters(5))));
    }

    /** By what to look it up; empty where this is no application password. */
    static Optional<String> selectorOf(Secret password) {
        Matcher form = FORM.matcher(password.reveal());
        return form.matches() ? Optional.of(form.group(1)) : Optional.empty();
    }

    /** What an operator names it by, in small letters; empty where no selector looks like this. */
    public static Optional<String> selector(String text) {
        String id = Ascii.lower(text.strip());
        return id.matches("[a-hjkmnp-z2-9]{8}") ? Optional.of(id) : Optional.empty();
    }

    private static String letters(int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
        }
        return text.toString();
    }
}
