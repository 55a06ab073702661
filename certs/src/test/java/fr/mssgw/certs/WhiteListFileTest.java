package fr.mssgw.certs;

import static fr.mssgw.certs.WhiteListXmlFixture.SIGNER;
import static fr.mssgw.certs.WhiteListXmlFixture.file;
import static fr.mssgw.certs.WhiteListXmlFixture.list;
import static fr.mssgw.certs.WhiteListXmlFixture.readSigned;
import static fr.mssgw.certs.WhiteListXmlFixture.row;
import static fr.mssgw.certs.WhiteListXmlFixture.signed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import fr.mssgw.certs.WhiteListFile.Loaded;
import fr.mssgw.certs.demo.DemoAuthority;
import fr.mssgw.certs.demo.Issued;
import fr.mssgw.core.identity.MailDomain;
import fr.mssgw.core.peer.DistinguishedName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WhiteListFileTest {
    private static final MailDomain PAIR = new MailDomain("pair.mssante.fr");

    private static final InstantSource NOON = InstantSource.fixed(Instant.parse("2026-03-02T12:00:00Z"));

    @TempDir
    private Path folder;

    @Test
    void aDomainHasAllTheCertificatesOfItsRows() throws Exception {
        Loaded loaded = WhiteListFile.read(
                file(list(
                        row("PAIR.mssante.fr", "CN=MX1.pair.fr , OU=1, O=Pair, ST=Paris(75),C=FR"),
                        row("pair.mssante.fr ", "CN=mx2.pair.fr,O=Pair,C=FR"))),
                Optional.empty());
        assertThat(loaded.list().generated()).isEqualTo(Instant.parse("2025-03-13T14:54:10Z"));
        assertThat(loaded.list().domains()).hasSize(1);
        assertThat(loaded.list().admits(PAIR, DistinguishedName.parse("CN=mx1.pair.fr,OU=1,O=PAIR,ST=Paris(75),C=FR")))
                .isTrue();
        assertThat(loaded.list().admits(PAIR, DistinguishedName.parse("CN=mx2.pair.fr,O=Pair,C=FR")))
                .isTrue();
        assertThat(loaded.skippedRows()).isZero();
    }

    @Test
    void aBadRowIsLeftOutAndCounted() throws Exception {
        Loaded loaded = WhiteListFile.read(
                file(list(
                        row("pas un domaine", "CN=a,C=FR"),
                        row("pair.mssante.fr", "n'importe quoi"),
                        row("pair.mssante.fr", ""),
                        row("pair.mssante.fr", "CN=mx.pair.fr,C=FR"))),
                Optional.empty());
        assertThat(loaded.rows()).isEqualTo(4);
        assertThat(loaded.skipped())
                .containsExactly("row 1: the domain is none", "row 2: the DN is none", "row 3: the DN is none");
        assertThat(loaded.list().lists(PAIR)).isTrue();
    }

    @Test
    void aCutOrForeignFileIsNotUsed() throws Exception {
        String whole = list(row("pair.mssante.fr", "CN=mx.pair.fr,C=FR"));
        Path cut = file(whole.substring(0, whole.length() - 30));
        assertThatThrownBy(() -> WhiteListFile.read(cut, Optional.empty()))
                .isInstanceOf(UnusableFile.class)
                .hasMessageMatching(".*: not well-formed XML, line \\d+; fetch the white list again");
        Path foreign = file(whole.replace(WhiteListFile.NAMESPACE, "urn:autre"));
        assertThatThrownBy(() -> WhiteListFile.read(foreign, Optional.empty()))
                .hasMessageContaining("not a white list");
        Path empty = file(list());
        assertThatThrownBy(() -> WhiteListFile.read(empty, Optional.empty())).hasMessageContaining("no usable Domaine");
    }

    @Test
    void entitiesAreNotFollowed() throws Exception {
        Path secret = file("CN=secret,C=FR");
        Path hostile = file(list(row("pair.mssante.fr", "&secret;"))
                .replace("?><Liste", "?><!DOCTYPE l [<!ENTITY secret SYSTEM \"" + secret.toUri() + "\">]><Liste"));
        assertThatThrownBy(() -> WhiteListFile.read(hostile, Optional.empty())).isInstanceOf(UnusableFile.class);
    }

    @Test
    void theSignatureOfTheConfiguredSignerIsNeeded() throws Exception {
        String text = list(row("pair.mssante.fr", "CN=mx.pair.fr,C=FR"));
        String signed = signed(text);
        assertThat(WhiteListFile.read(file(signed), Optional.of(SIGNER.certificate()))
                        .list()
                        .lists(PAIR))
                .isTrue();
        Path changed = file(signed.replace("pair.mssante.fr", "pirate.mssante.fr"));
        assertThatThrownBy(() -> WhiteListFile.read(changed, Optional.of(SIGNER.certificate())))
                .hasMessageContaining("its signature is not that of the configured signer");
        Path unsigned = file(text);
        assertThatThrownBy(() -> WhiteListFile.read(unsigned, Optional.of(SIGNER.certificate())))
                .hasMessageContaining("not signed");
        Issued other = DemoAuthority.root("AUTRE", Instant.now()).self();
        Path good = file(signed);
        assertThatThrownBy(() -> WhiteListFile.read(good, Optional.of(other.certificate())))
                .hasMessageContaining("its signature is not that of the configured signer");
    }

    @Test
    void aBadCopyNeverReplacesTheLastGoodOne() throws Exception {
        Path file = file(list(row("pair.mssante.fr", "CN=mx.pair.fr,C=FR")));
        WhiteListFile lists = watched(file);
        Files.writeString(file, "<cut");
        await().during(Duration.ofMillis(100)).until(() -> lists.current().lists(PAIR));
        Files.writeString(file, list(row("autre.mssante.fr", "CN=mx.pair.fr,C=FR")));
        await().until(() -> lists.current().lists(new MailDomain("autre.mssante.fr")));
        assertThat(lists.current().lists(PAIR)).isFalse();
    }

    private WhiteListFile watched(Path file) {
        return new WhiteListFile(
                file, Optional.empty(), new NewestWhiteList(folder.resolve("data"), NOON), Duration.ofMillis(20));
    }

    private static String dated(String date, String domain) {
        return list(row(domain, "CN=mx.pair.fr,C=FR")).replaceFirst("2025-03-13T14:54:10", date);
    }

    @Test
    void anOlderListNeverReplacesTheOneInForceUntilANewerOneDoes() throws Exception {
        Path file = file(dated("2026-03-01T00:00:00", "pair.mssante.fr"));
        WhiteListFile lists = watched(file);
        Files.writeString(file, dated("2026-02-28T23:59:59", "autre.mssante.fr"));
        await().during(Duration.ofMillis(200)).until(() -> lists.current().lists(PAIR));
        Files.writeString(file, dated("2026-03-01T00:00:00", "troisieme.mssante.fr"));
        await().until(() -> lists.current().lists(new MailDomain("troisieme.mssante.fr")));
        Files.writeString(file, dated("2026-03-02T00:00:00", "autre.mssante.fr"));
        await().until(() -> lists.current().lists(new MailDomain("autre.mssante.fr")));
    }

    @Test
    void anOlderListIsRefusedAfterARestartUntilTheOperatorForgetsTheNewer() throws Exception {
        Path file = file(dated("2026-03-01T00:00:00", "pair.mssante.fr"));
        assertThat(watched(file).current().lists(PAIR)).isTrue();
        Files.writeString(file, dated("2026-02-28T00:00:00", "pair.mssante.fr"));
        Path newest = folder.resolve("data/white-list.newest");
        assertThatThrownBy(() -> watched(file))
                .isInstanceOf(UnusableFile.class)
                .hasMessageContaining("before the list in force, of 2026-03-01T00:00:00Z")
                .hasMessageContaining(newest.toString());
        assertThatThrownBy(() ->
                        WhiteListFile.read(file, Optional.empty(), new NewestWhiteList(folder.resolve("data"), NOON)))
                .isInstanceOf(UnusableFile.class);

        Files.delete(newest);
        assertThat(watched(file).current().lists(PAIR)).isTrue();
        assertThat(newest).content().isEqualTo("2026-02-28T00:00:00Z\n");
    }

    @Test
    void lookingAtAListUsesNone() throws Exception {
        Path file = file(dated("2026-03-01T00:00:00", "pair.mssante.fr"));
        WhiteListFile.read(file, Optional.empty(), new NewestWhiteList(folder.resolve("data"), NOON));
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void aMemoryThatIsNoDateIsTold() throws Exception {
        Files.writeString(folder.resolve("white-list.newest"), "hier");
        assertThatThrownBy(() -> new NewestWhiteList(folder, NOON))
                .isInstanceOf(UnusableFile.class)
                .hasMessageContaining("remove it");
    }

    @Test
    void aMemoryThatCannotBeReadIsNoReasonToRemoveIt() throws Exception {
        Path loop = folder.resolve("white-list.newest");
        Files.createSymbolicLink(loop, loop);
        assertThatThrownBy(() -> new NewestWhiteList(folder, NOON))
                .isInstanceOf(UnusableFile.class)
                .hasMessageContaining("check its owner and mode");
    }

    @Test
    void aListOfTheDaysToComeIsRefusedSinceNoneCouldFollowIt() throws Exception {
        Path file = file(dated("2026-03-02T15:00:00", "pair.mssante.fr"));
        assertThat(watched(file).current().lists(PAIR)).isTrue();
        Files.writeString(file, dated("2026-03-02T15:00:01", "pair.mssante.fr"));
        assertThatThrownBy(() -> watched(file))
                .isInstanceOf(UnusableFile.class)
                .hasMessageContaining("which is to come");
        assertThat(folder.resolve("data/white-list.newest")).content().isEqualTo("2026-03-02T15:00:00Z\n");
    }

    @Test
    void theNewestOfTwoGatewaysOfOneDataIsKept() throws Exception {
        NewestWhiteList slow = new NewestWhiteList(folder, NOON);
        Path newer = file(dated("2026-03-01T00:00:00", "pair.mssante.fr"));
        new NewestWhiteList(folder, NOON).used(newer, WhiteListFile.read(newer, Optional.empty()));
        Path older = file(dated("2026-02-01T00:00:00", "pair.mssante.fr"));
        slow.used(older, WhiteListFile.read(older, Optional.empty()));
        assertThatThrownBy(() -> slow.notOlder(older, WhiteListFile.read(older, Optional.empty())))
                .hasMessageContaining("before the list in force, of 2026-03-01T00:00:00Z");
        assertThat(folder.resolve("white-list.newest")).content().isEqualTo("2026-03-01T00:00:00Z\n");
    }

    @Test
    void theRealListIsReadAlsoWhenItIsSigned() throws Exception {
        Path real = real();
        boolean there = Files.exists(real);
        if (!there) {
            System.out.println("skipped: no copy of the real white list beside the repository");
        }
        assumeTrue(there, "no copy of the real white list beside the repository");
        Loaded loaded = WhiteListFile.read(real, Optional.empty());
        System.out.printf(
                "real white list: %d rows, %d left out %s%n", loaded.rows(), loaded.skippedRows(), loaded.skipped());
        assertThat(loaded.rows()).isEqualTo(6_554);
        assertThat(loaded.skippedRows()).isLessThan(20);
        assertThat(loaded.list().domains()).hasSizeBetween(4_900, 5_010);
        assertThat(readSigned(signed(Files.readString(real)))).isEqualTo(loaded);
    }

    /** The nearest one in a folder beside the repository. */
    private static Path real() {
        Path folder = Path.of("").toAbsolutePath();
        Path file = folder.resolve("shared/data/liste-blanche-2025-03-13.xml");
        while (!Files.exists(file) && folder.getParent() != null) {
            folder = folder.getParent();
            file = folder.resolve("shared/data/liste-blanche-2025-03-13.xml");
        }
        return file;
    }

    @Property(tries = 200)
    void anyTextIsEitherReadOrRefused(@ForAll String text, @ForAll String inside) throws Exception {
        for (String content : List.of(text, list(inside), list(row(inside, text)))) {
            Path file = file(content);
            for (Optional<X509Certificate> signer :
                    List.of(Optional.<X509Certificate>empty(), Optional.of(SIGNER.certificate()))) {
                try {
                    WhiteListFile.read(file, signer);
                } catch (UnusableFile refused) {
                    assertThat(refused).hasMessageStartingWith(file + ": ");
                }
            }
            Files.delete(file);
        }
    }
}
