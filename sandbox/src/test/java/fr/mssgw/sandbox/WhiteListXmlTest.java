package fr.mssgw.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.mssgw.app.command.CheckCommand;
import fr.mssgw.certs.UnusableFile;
import fr.mssgw.certs.WhiteListFile;
import fr.mssgw.core.identity.MailDomain;
import fr.mssgw.core.peer.DistinguishedName;
import fr.mssgw.core.peer.WhiteList;
import fr.mssgw.sandbox.pki.DemoPki;
import fr.mssgw.sandbox.pki.PkiPlan;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class WhiteListXmlTest {
    @TempDir
    static Path directory;

    private static SandboxLayout layout;
    private static DemoPki pki;
    private static String list;

    @BeforeAll
    static void written() throws Exception {
        layout = new SandboxLayout(directory);
        Instant now = Instant.now();
        pki = DemoPki.open(layout.pki(), now);
        new DemoConfig(layout, new Ports(2000), pki, now).write();
        list = Files.readString(file());
    }

    private static Path file() {
        return layout.config().resolve("liste-blanche.xml");
    }

    @Test
    void itIsSignedByItsPublisherAndAdmitsTheListedPeer() {
        X509Certificate publisher = pki.identity(PkiPlan.WHITE_LIST).certificate();
        WhiteList read = WhiteListFile.read(file(), Optional.of(publisher)).list();
        assertThat(read.admits(
                        new MailDomain(Cast.LISTED.domain()),
                        DistinguishedName.parse(PkiPlan.subject(Cast.LISTED.certificateName()))))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"<Nom>pair", "CN=mx.pair", "responsable@pair", "Z</DateDeGeneration>", "<Description>Un tiers"})
    void oneChangedOctetIsRefused(String where) throws Exception {
        int last = list.indexOf(where) + (where.startsWith("Z") ? 0 : where.length()) - 1;
        char changed = list.charAt(last) == '0' ? '1' : (char) (list.charAt(last) ^ 1);
        Path other = Files.writeString(
                directory.resolve("changed.xml"), list.substring(0, last) + changed + list.substring(last + 1));
        X509Certificate publisher = pki.identity(PkiPlan.WHITE_LIST).certificate();
        assertThatThrownBy(() -> WhiteListFile.read(other, Optional.of(publisher)))
                .isInstanceOf(UnusableFile.class)
                .hasMessageEndingWith(
                        "its signature is not that of the configured signer; fetch it again or correct `signer`");
    }

    @Test
    void theOperatorIsToldWhichKeyNamesTheChangedList() throws Exception {
        Files.writeString(file(), list.replace("Un tiers", "Un pirate"));
        try {
            StringWriter out = new StringWriter();
            int code = new CommandLine(new CheckCommand())
                    .setOut(new PrintWriter(out))
                    .execute("--config", layout.config().toString());
            assertThat(out.toString())
                    .matches(
                            "(?s)gateway.yaml:\\d+: white-list.file: liste-blanche.xml: its signature is not that of the"
                                    + " configured signer; fetch it again or correct `signer`\n");
            assertThat(code).isEqualTo(2);
        } finally {
            Files.writeString(file(), list);
        }
    }
}
