package fr.mssgw.certs.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import org.junit.jupiter.api.Test;

class CipherWarmUpTest {
    @Test
    void eachRecordIsEncryptedWithItsTag() throws GeneralSecurityException {
        assertThat(CipherWarmUp.encrypt(10)).isEqualTo(10 * (256 + 16));
    }

    @Test
    void itEndsByItselfAndKeepsNoJvmAlive() throws InterruptedException {
        Thread thread = CipherWarmUp.inBackground();
        assertThat(thread.isDaemon()).isTrue();
        thread.join(20_000);
        assertThat(thread.isAlive()).isFalse();
    }
}
