package fr.mssgw.certs;

import static fr.mssgw.certs.SmimeFixture.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import fr.mssgw.certs.demo.Issued;
import fr.mssgw.certs.demo.Request;
import fr.mssgw.core.identity.MssAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateFolderTest {
    @TempDir
    Path directory;

    @Test
    void aCertificateIsFoundByTheAddressesItNamesWhateverTheirCase() throws Exception {
        Issued two = AUTHORITY.issue(
                Request.email("CN=Cabinet,O=DEMO,C=FR", NOW, "Cabinet@Pair.mssante.fr", "jean.dupont@pair.mssante.fr"));
        Issued bySubject =
                AUTHORITY.issue(Request.email("CN=Vieux,EMAILADDRESS=Vieux@pair.mssante.fr,O=DEMO,C=FR", NOW));
        pem(directory, "cabinet.pem", two.chainPem());
        pem(directory, "vieux.crt", bySubject.certificatePem());
        pem(directory, "notes.txt", "rien");
        CertificateFolder folder = new CertificateFolder(directory);
        assertThat(folder.certificatesOf(MssAddress.parse("cabinet@pair.mssante.fr")))
                .containsExactly(two.chain());
        assertThat(folder.certificatesOf(JEAN)).containsExactly(two.chain());
        assertThat(folder.certificatesOf(MssAddress.parse("vieux@pair.mssante.fr")))
                .hasSize(1);
        assertThat(folder.certificatesOf(ELISE)).isEmpty();
        assertThat(folder.problems()).isEmpty();
    }

    @Test
    void theCertificateThatLastsLongestComesFirst() throws Exception {
        Issued older = AUTHORITY.issue(Request.email("CN=Jean,O=DEMO,C=FR", NOW, JEAN.wireForm())
                .valid(NOW.minusSeconds(60), NOW.plusSeconds(60)));
        pem(directory, "a.pem", older.certificatePem());
        pem(directory, "b.pem", JEAN_KEY.certificatePem());
        assertThat(new CertificateFolder(directory).certificatesOf(JEAN))
                .extracting(chain -> chain.get(0))
                .containsExactly(JEAN_KEY.certificate(), older.certificate());
    }

    @Test
    void aFileThatCannotBeUsedIsReportedAndTheOthersServe() throws Exception {
        pem(directory, "jean.pem", JEAN_KEY.certificatePem());
        Path cut = pem(directory, "cut.pem", JEAN_KEY.certificatePem().substring(0, 200));
        Path server = pem(
                directory,
                "server.pem",
                AUTHORITY.issue(Request.server("CN=mx,C=FR", NOW)).certificatePem());
        CertificateFolder folder = new CertificateFolder(directory);
        assertThat(folder.certificatesOf(JEAN)).hasSize(1);
        assertThat(folder.problems())
                .extracting(UnusableFile::getMessage)
                .containsExactlyInAnyOrder(
                        cut + ": cut short or damaged: block 1 has no end",
                        server + ": the first certificate names no e-mail address; put the person's own first");
    }

    @Test
    void aNewFileIsPickedUp() throws Exception {
        CertificateFolder folder = new CertificateFolder(directory, Duration.ofMillis(20));
        assertThat(folder.certificatesOf(JEAN)).isEmpty();
        pem(directory, "jean.pem", JEAN_KEY.certificatePem());
        await().until(() -> folder.certificatesOf(JEAN).size() == 1);
    }

    @Test
    void aMissingFolderSaysWhatToDo() {
        Path missing = directory.resolve("missing");
        assertThatThrownBy(() -> new CertificateFolder(missing))
                .hasMessage(
                        missing + ": cannot be listed (no such file); make the folder or correct smime.correspondents");
    }
}
