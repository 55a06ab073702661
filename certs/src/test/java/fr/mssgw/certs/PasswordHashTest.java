package fr.mssgw.certs;

import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.access.Secret;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordHashTest {
    @Test
    void aPasswordMatchesItsOwnHashOnly() {
        String hash = PasswordHash.hash(new Secret("garance"));
        assertThat(hash).matches("\\$argon2id\\$v=19\\$m=19456,t=2,p=1\\$[A-Za-z0-9+/]{22}\\$[A-Za-z0-9+/]{43}");
        assertThat(PasswordHash.matches(new Secret("garance"), hash)).isTrue();
        assertThat(PasswordHash.matches(new Secret("Garance"), hash)).isFalse();
        assertThat(PasswordHash.hash(new Secret("garance"))).isNotEqualTo(hash);
    }

    @Test
    void aHashOfTheReferenceImplementationMatches() {
        // argon2 command of phc-winner-argon2: echo -n password | argon2 somesalt -id -t 2 -m 16 -p 1
        String hash = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
        assertThat(PasswordHash.matches(new Secret("password"), hash)).isTrue();
    }

    @Test
    void anAccentTypedInEitherUnicodeFormIsTheSame() {
        assertThat(PasswordHash.matches(new Secret("e\u0301te"), PasswordHash.hash(new Secret("\u00e9te"))))
                .isTrue();
    }

    @ParameterizedTest
    @Timeout(value = 1, unit = TimeUnit.SECONDS)
    @ValueSource(
            strings = {
                "",
                "garance",
                "$argon2i$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "$argon2id$v=19$m=999999,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "$argon2id$v=19$m=65536,t=99,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "$argon2id$v=19$m=65536,t=2,p=9$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "$argon2id$v=19$m=65536,t=0,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$",
            })
    void whatIsNoHashWithinBoundsNeverMatches(String text) {
        assertThat(PasswordHash.isHash(text)).isFalse();
        assertThat(PasswordHash.matches(new Secret("garance"), text)).isFalse();
    }

    @Property(tries = 200)
    void anyTextIsReadOrNot(@ForAll String text) {
        PasswordHash.isHash(text);
        PasswordHash.isHash("$argon2id$v=19$" + text);
    }
}
