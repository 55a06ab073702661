package fr.mssgw.imap;

import static fr.mssgw.imap.RawImap.last;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clients that connect and do not go on: what they hold, and when they are cut. */
class SilentClientsTest {
    private static final int MOST = 10;
    private static final ImapConfig.Timeouts LITTLE_TIME =
            new ImapConfig.Timeouts(Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(2));

    private static TestImap imap;

    @BeforeAll
    static void start() throws IOException {
        imap = new TestImap(MOST, 100, ImapConfig.ClientCertificates.ASKED, LITTLE_TIME);
    }

    @AfterAll
    static void stop() {
        imap.close();
    }

    /** From another of this machine's own addresses, so that one that floods can be told from one that does not. */
    private static Socket connected(String from, int port) throws IOException {
        Socket socket = new Socket();
        socket.setSoTimeout(20_000);
        socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return socket;
    }

    @Test
    void aThousandHandshakesThatOneAddressLeavesHalfOpenAreCutAndOthersAreServed() throws IOException {
        List<Socket> flood = new ArrayList<>();
        try {
            for (int i = 0; i < 1_000; i++) {
                flood.add(connected("127.0.0.3", imap.tlsPort()));
            }
            await().atMost(Duration.ofSeconds(2)).until(() -> imap.server.connections() <= 2 * MOST);
            try (RawImap client = imap.loggedIn(TestImap.CLAIRE, "secret-claire")) {
                assertThat(last(client.command("NOOP"))).contains(" OK ");
            }
            await().atMost(Duration.ofSeconds(5)).until(() -> imap.server.connections() == 0);
        } finally {
            for (Socket socket : flood) {
                socket.close();
            }
        }
    }

    @Test
    void whoIsOneTooManyIsToldSoAndHasItsPlaceWhenAnotherLeaves() throws Exception {
        List<Socket> held = new ArrayList<>();
        for (int i = 0; i < MOST; i++) {
            held.add(connected("127.0.0.4", imap.startTlsPort()));
        }
        await().until(() -> imap.server.connections() >= MOST);
        try (Socket further = connected("127.0.0.4", imap.startTlsPort())) {
            assertThat(new String(further.getInputStream().readAllBytes(), "US-ASCII"))
                    .isEqualTo("* BYE trop de connexions depuis cette adresse\r\n");
        }
        for (Socket socket : held) {
            socket.close();
        }
        await().until(() -> imap.server.connections() == 0);
        try (Socket now = connected("127.0.0.4", imap.startTlsPort())) {
            assertThat(new String(now.getInputStream().readNBytes(4), "US-ASCII"))
                    .isEqualTo("* OK");
        }
    }

    @Test
    void whoDoesNotLogInIsCutEvenWhereItAsksMuchAndReadsNothing() throws IOException {
        try (Socket deaf = new Socket()) {
            deaf.setReceiveBufferSize(16 * 1024);
            deaf.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), imap.startTlsPort()));
            byte[] many = "c CAPABILITY\r\n".repeat(1_000).getBytes("US-ASCII");
            Thread asking = new Thread(() -> {
                try {
                    while (true) {
                        deaf.getOutputStream().write(many);
                    }
                } catch (IOException cut) {
                    // as it should be
                }
            });
            asking.start();
            await().atMost(Duration.ofSeconds(15)).until(() -> !asking.isAlive());
        }
        await().until(() -> imap.server.connections() == 0);
    }

    @Test
    void aSessionInWhichNothingIsSaidEnds() throws IOException {
        try (RawImap silent = imap.loggedIn(TestImap.CLAIRE, "secret-claire");
                RawImap uploading = imap.loggedIn(TestImap.CLAIRE, "secret-claire")) {
            uploading.send("a APPEND INBOX {1000000+}\r\nSubject: ");
            assertThat(silent.line()).isEqualTo("* BYE session inactive");
            assertThat(silent.line()).isNull();
            assertThat(uploading.line()).isEqualTo("* BYE session inactive");
        }
    }
}
