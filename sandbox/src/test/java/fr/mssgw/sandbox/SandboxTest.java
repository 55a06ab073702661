package fr.mssgw.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import fr.mssgw.certs.Pem;
import fr.mssgw.config.GatewayConfig;
import fr.mssgw.core.identity.InsAddress;
import fr.mssgw.core.identity.MssAddress;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SandboxTest {
    @TempDir
    Path directory;

    private Sandbox start(Ports ports, boolean fresh) throws Exception {
        return Sandbox.start(directory.resolve("box"), ports, fresh, (config, clock) -> () -> {}, step -> {});
    }

    @Test
    void sandboxJsonNamesEverybodyWithFilesThatExist() throws Exception {
        Ports ports = FreePorts.find();
        try (Sandbox sandbox = start(ports, false)) {
            JsonNode json = new ObjectMapper()
                    .readTree(directory.resolve("box/sandbox.json").toFile());
            assertThat(json.at("/operator/ports/mx").asInt()).isEqualTo(ports.base() + 25);
            assertThat(json.at("/operator/ports/imaps").asInt()).isEqualTo(ports.base() + 993);
            assertThat(json.at("/mes/smtp").asInt()).isEqualTo(ports.base() + 125);
            assertThat(json.at("/mes/portal").asText()).isEqualTo("http://127.0.0.1:" + (ports.base() + 180));
            assertThat(json.at("/psc/token").asText()).endsWith("/token?rpps={rpps}");
            assertThat(json.at("/peers/0/name").asText()).isEqualTo("listed");
            assertThat(json.at("/peers/0/smtp").asInt()).isEqualTo(ports.base() + 225);
            assertThat(json.at("/peers").findValuesAsText("name"))
                    .contains("down", "expired", "revoked", "other-ca", "dn-mismatch", "unlisted", "no-tls");
            for (JsonNode account : json.get("accounts")) {
                assertThat(Path.of(account.get("certificate").asText()))
                        .isAbsolute()
                        .isRegularFile();
                assertThat(Path.of(account.get("key").asText())).isRegularFile();
                assertThat(account.get("login")).isEqualTo(account.get("bal"));
            }
            for (JsonNode peer : json.get("peers")) {
                Pem.privateKey(Path.of(peer.get("key").asText()));
                assertThat(Path.of(peer.get("inbox").asText())).isDirectory();
                if (!peer.get("name").asText().matches("listed|down")) {
                    assertThat(peer.get("expect").asText()).startsWith("refused");
                }
            }
            assertThat(Pem.certificates(Path.of(json.at("/operator/ca").asText())))
                    .hasSize(2);
            assertThat(Pem.crls(Path.of(json.at("/operator/crl").asText()))).hasSize(2);
            assertThat(sandbox.file()
                            .account("pharmacie.centrale", "Nadia Benali")
                            .password())
                    .isNotEqualTo(sandbox.file()
                            .account("pharmacie.centrale", "Paul Petit")
                            .password());
        }
    }

    @Test
    void everyPatientHasAMatriculeWithARightKey() {
        assertThat(Cast.PATIENTS).allSatisfy(person -> assertThat(InsAddress.of(MssAddress.parse(person.address())))
                .isNotNull());
        assertThat(Cast.PATIENTS.stream().filter(p -> p.profile().equals("open")))
                .hasSizeGreaterThanOrEqualTo(3);
    }

    @Test
    void theConfigurationThatIsWrittenHasNoProblem() throws Exception {
        try (Sandbox sandbox = start(FreePorts.find(), false)) {
            assertThat(GatewayConfig.read(Path.of(sandbox.file().operator().config())))
                    .isNotNull();
        }
    }

    @Test
    void aRestartKeepsKeysPasswordsAndWhatTheOperatorChanged() throws Exception {
        SandboxFile before;
        try (Sandbox sandbox = start(FreePorts.find(), false)) {
            before = sandbox.file();
        }
        Path yaml = directory.resolve("box/config/gateway.yaml");
        Files.writeString(yaml, Files.readString(yaml).replace("name: Opérateur de", "name: Autre opérateur de"));
        byte[] key = Files.readAllBytes(Path.of(before.accounts().get(0).key()));
        Ports other = FreePorts.find();
        try (Sandbox sandbox = start(other, false)) {
            assertThat(sandbox.file().accounts()).isEqualTo(before.accounts());
            assertThat(Path.of(before.accounts().get(0).key())).hasBinaryContent(key);
            assertThat(yaml).content().contains("Autre opérateur", "mx: \"127.0.0.1:" + other.mx() + "\"");
        }
    }

    @Test
    void freshForgetsEverything() throws Exception {
        SandboxFile before;
        Ports ports = FreePorts.find();
        try (Sandbox sandbox = start(ports, false)) {
            before = sandbox.file();
        }
        try (Sandbox sandbox = start(ports, true)) {
            assertThat(sandbox.file().accounts().get(0).password())
                    .isNotEqualTo(before.accounts().get(0).password());
        }
    }

    @Test
    void aTakenPortIsSaidBeforeAnythingStarts() throws Exception {
        Ports ports = FreePorts.find();
        try (ServerSocket other = new ServerSocket(ports.imap(), 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> start(ports, false))
                    .isInstanceOf(Sandbox.CannotStart.class)
                    .hasMessageContaining("port " + other.getLocalPort() + " (imap) is in use");
            assertThat(directory.resolve("box")).doesNotExist();
        }
    }

    @Test
    void aDirectoryOfSomethingElseIsLeftAlone() throws Exception {
        Path file = Files.createDirectories(directory.resolve("box")).resolve("precious.txt");
        Files.writeString(file, "keep");
        assertThatThrownBy(() -> start(FreePorts.find(), true)).hasMessageContaining("choose another with --data");
        assertThat(file).hasContent("keep");
    }

    @Test
    void twoSandboxesDoNotShareADirectory() throws Exception {
        try (Sandbox sandbox = start(FreePorts.find(), false)) {
            assertThatThrownBy(() -> start(FreePorts.find(), true)).hasMessageContaining("runs on");
            assertThat(Path.of(sandbox.file().operator().ca())).exists();
        }
    }
}
