package fr.mssgw.store.access;

import static fr.mssgw.store.delivery.Samples.CLAIRE;
import static fr.mssgw.store.delivery.Samples.NOON;
import static fr.mssgw.store.delivery.Samples.PAUL;
import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.access.ApplicationPassword;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.identity.Rpps;
import fr.mssgw.store.sql.TestDatabase;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SqlApplicationPasswordsTest {
    private final SqlApplicationPasswords passwords = new SqlApplicationPasswords(TestDatabase.fresh(2));

    private static ApplicationPassword of(MssAddress bal, String selector) {
        return new ApplicationPassword(
                selector, bal, new Rpps("10000000001"), "Thunderbird", "$argon2id$…", NOON, Optional.empty());
    }

    @Test
    void aGrantedPasswordIsFoundUsedListedAndRevokedOnce() {
        ApplicationPassword granted = of(CLAIRE, "one");
        assertThat(passwords.grant(granted)).isTrue();
        passwords.grant(of(PAUL, "other"));
        assertThat(passwords.find("one")).contains(granted);

        passwords.used("one", NOON.plusSeconds(5));
        assertThat(passwords.list(Optional.of(CLAIRE), 0, 10))
                .singleElement()
                .satisfies(listed -> assertThat(listed.lastUsed()).contains(NOON.plusSeconds(5)));
        assertThat(passwords.list(Optional.empty(), 0, 10)).hasSize(2);
        assertThat(passwords.list(Optional.empty(), 1, 10)).hasSize(1);

        assertThat(passwords.revoke("one")).map(ApplicationPassword::bal).contains(CLAIRE);
        assertThat(passwords.find("one")).isEmpty();
        assertThat(passwords.revoke("one")).isEmpty();
    }

    @Test
    void aSelectorIsGivenOnceAndAPersonHasTwentyAtMost() {
        for (int i = 0; i < SqlApplicationPasswords.MOST; i++) {
            assertThat(passwords.grant(of(CLAIRE, "s" + i))).isTrue();
        }
        assertThat(passwords.grant(of(CLAIRE, "one more"))).isFalse();
        assertThat(passwords.grant(of(PAUL, "s0"))).isFalse();
        assertThat(passwords.grant(of(PAUL, "his"))).isTrue();
    }
}
