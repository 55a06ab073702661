package fr.mssgw.sandbox.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.mssgw.sandbox.Cast;
import fr.mssgw.sandbox.pki.DemoPki;
import fr.mssgw.sandbox.pki.DemoTls;
import fr.mssgw.sandbox.pki.PkiPlan;
import fr.mssgw.sandbox.smtp.Inbox;
import fr.mssgw.sandbox.smtp.SmtpDialogue;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulatedPeersTest {
    private static final byte[] MESSAGE = "Subject: a\r\n\r\n..b\r\n".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    Path directory;

    @Test
    void eachOperatorReceivesAsItIsMeantTo() throws Exception {
        DemoPki pki = DemoPki.open(directory.resolve("pki"), Instant.now());
        SSLContext ours = DemoTls.context(pki.identity(PkiPlan.CLIENT), pki.root());
        try (SimulatedPeers peers = new SimulatedPeers(directory, pki, operator -> 0)) {
            peers.start();
            SmtpDialogue.Outcome good = SmtpDialogue.send(
                    "127.0.0.1",
                    peers.port("listed"),
                    "mx",
                    ours,
                    "a@demo.mssante.fr",
                    List.of("b@pair.mssante.fr"),
                    MESSAGE);
            assertThat(good.accepted()).isTrue();
            Inbox inbox = new Inbox(SimulatedPeers.inbox(directory, Cast.LISTED));
            assertThat(inbox.message(inbox.names().get(0))).isEqualTo(MESSAGE);

            for (String name : List.of("expired", "other-ca")) {
                assertThatThrownBy(() -> SmtpDialogue.send(
                                "127.0.0.1",
                                peers.port(name),
                                "mx",
                                ours,
                                "a@demo.mssante.fr",
                                List.of("b@x.mssante.fr"),
                                MESSAGE))
                        .as("the certificate of " + name)
                        .isInstanceOf(javax.net.ssl.SSLException.class);
            }
            try (SmtpDialogue clear = SmtpDialogue.connect("127.0.0.1", peers.port("no-tls"))) {
                clear.read("greeting");
                assertThat(clear.command("EHLO mx").text()).doesNotContain("STARTTLS");
            }
            assertThatThrownBy(() -> peers.port("down")).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
