package fr.mssgw.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.mssgw.core.flow.Reception;
import fr.mssgw.core.message.MessageSpool;
import fr.mssgw.core.message.QueueId;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What happens at the bounds, and when the client goes away. */
class LimitsTest {
    private static final String KILOBYTE = ("x".repeat(62) + "\r\n").repeat(16);

    @Test
    void aMessageOverTheLimitIsRefusedAtItsEnd() throws Exception {
        try (TestServer server = new TestServer(SmtpConfig.Limits.DEFAULT.withMessageOctets(300 * 1024));
                RawClient client = server.mx()) {
            client.beginData();
            client.send(KILOBYTE.repeat(301) + ".\r\n");
            client.expect("552 5.3.4 message trop volumineux : 308224 octets avec ses pieces jointes,"
                    + " la limite est de 307200 octets en tout");
            client.beginData();
            client.send(KILOBYTE.repeat(300) + ".\r\n");
            client.expect("250 2.0.0 ");
            assertThat(server.flows.received).singleElement().satisfies(received -> assertThat(received.octets())
                    .hasSize(300 * 1024));
            assertThat(server.filesInSpool()).isZero();
        }
    }

    @Test
    void aMessageWithoutEndIsCutOff() throws Exception {
        try (TestServer server = new TestServer(SmtpConfig.Limits.DEFAULT.withMessageOctets(100 * 1024));
                RawClient client = server.mx()) {
            client.beginData();
            client.send(KILOBYTE.repeat(201));
            client.expect("552 5.3.4 ");
            client.expectClosed();
            assertThat(server.filesInSpool()).isZero();
        }
    }

    @Test
    void aMessageWithAnEndlessLineIsRefused() throws Exception {
        try (TestServer server = new TestServer();
                RawClient client = server.mx()) {
            client.beginData();
            client.send("x".repeat(DataDecoder.LONGEST_LINE) + "\r\n.\r\n");
            client.expect("250 ");
            client.beginData();
            client.send("x".repeat(DataDecoder.LONGEST_LINE + 1) + "\r\n.\r\n");
            String bound = "une ligne de plus de 65536 octets";
            client.expect("550 5.6.0 le message contient " + bound + " [GW-MSG-1]");
            client.expect("NOOP", "250 ");
            assertThat(Files.readString(Path.of("../docs/rules.md"))).contains("| `" + bound + "` | ");
        }
    }

    @Test
    void anOverlongCommandIsRefusedAndTheNextOneServed() throws Exception {
        try (TestServer server = new TestServer();
                RawClient client = server.mx()) {
            client.expect("NOOP " + "x".repeat(3000), "500 5.5.2 Line too long");
            client.expect("NOOP " + "x".repeat(100_000), "500 5.5.2 Line too long");
            client.expect("NOOP", "250 ");
            client.send("x".repeat(2_000_000));
            client.expect("500 5.5.2 Line too long");
            client.expectClosed();
        }
    }

    @Test
    void endlessErrorsEndTheSession() throws Exception {
        try (TestServer server = new TestServer();
                RawClient client = server.mx()) {
            for (int i = 0; i < 100; i++) {
                client.expect("GET / HTTP/1.1", "500 5.5.1 ");
            }
            client.expect("GET / HTTP/1.1", "421 4.7.0 ");
            client.expectClosed();
        }
    }

    @Test
    void silenceEndsTheSessionWith421() throws Exception {
        try (TestServer server = new TestServer(SmtpConfig.Limits.DEFAULT.withIdle(Duration.ofMillis(500)));
                RawClient inCommands = server.mx();
                RawClient inData = server.mx()) {
            inData.beginData();
            inData.send("Subject: unfinished\r\n" + KILOBYTE.repeat(200));
            inCommands.expect("421 4.4.2 delai d'attente depasse");
            inCommands.expectClosed();
            inData.expect("421 4.4.2 ");
            assertThat(server.filesInSpool()).isZero();
        }
    }

    @Test
    void aFlowThatTakesLongIsNotSilenceOfTheClient() throws Exception {
        try (TestServer server = new TestServer(SmtpConfig.Limits.DEFAULT.withIdle(Duration.ofMillis(300)));
                RawClient client = server.mx()) {
            server.flows.onMessage = octets -> {
                pause(Duration.ofMillis(900));
                return new Reception.Stored(QueueId.random());
            };
            client.beginData();
            client.send("b\r\n.\r\n");
            client.expect("250 2.0.0 ");
            client.expect("NOOP", "250 ");
        }
    }

    @Test
    void oneSlowFlowHoldsUpNoOtherSession() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        try (TestServer server = new TestServer(SmtpConfig.Limits.DEFAULT.withThreads(2));
                RawClient slow = server.mx()) {
            server.flows.onMessage = octets -> {
                await(held);
                return new Reception.Stored(QueueId.random());
            };
            slow.beginData();
            slow.send("b\r\n.\r\n");
            for (int i = 0; i < 10; i++) {
                try (RawClient other = server.mx()) {
                    other.expect("NOOP", "250 ");
                }
            }
            held.countDown();
            slow.expect("250 ");
        } finally {
            held.countDown();
        }
    }

    @Test
    void anUnfinishedMessageLeavesNothingBehind() throws Exception {
        try (TestServer server = new TestServer()) {
            RawClient client = server.mx();
            client.beginData();
            client.send(KILOBYTE.repeat(5_000));
            Awaitility.await().until(() -> server.filesInSpool() == 1);
            client.close();
            Awaitility.await().until(() -> server.filesInSpool() == 0);
            assertThat(server.flows.received).isEmpty();
        }
    }

    @Test
    void anAddressHoldsNoMoreConnectionsThanItMay() throws Exception {
        try (TestServer server = new TestServer(SmtpConfig.Limits.DEFAULT.withConnectionsPerAddress(3))) {
            List<RawClient> held = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                held.add(server.plain(i == 0 ? Port.MX : Port.SUBMISSION));
            }
            try (RawClient refused = new RawClient(new Socket("127.0.0.1", server.port(Port.MX)))) {
                refused.expect("421 4.7.0 trop de connexions depuis cette adresse");
                refused.expectClosed();
            }
            held.get(0).close();
            Awaitility.await().ignoreExceptionsInstanceOf(AssertionError.class).until(() -> {
                try (RawClient admitted = server.plain(Port.MX)) {
                    return admitted.ask("NOOP").startsWith("250 ");
                }
            });
            for (RawClient client : held) {
                client.close();
            }
        }
    }

    @Test
    void aClientThatReadsNothingIsNotReadFrom() throws Exception {
        try (TestServer server = new TestServer();
                RawClient client = server.mx()) {
            AtomicInteger kilobytes = new AtomicInteger();
            Thread sender = new Thread(() -> {
                try {
                    String commands = "NOOP\r\n".repeat(170);
                    while (kilobytes.incrementAndGet() < 100_000) {
                        client.send(commands); // blocks for ever unless the server goes on reading
                    }
                } catch (IOException closed) {
                    // the end of the test
                }
            });
            sender.setDaemon(true);
            sender.start();
            AtomicInteger before = new AtomicInteger(-1);
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(700))
                    .until(() -> before.getAndSet(kilobytes.get()) == kilobytes.get());
            assertThat(sender.isAlive()).isTrue();
            assertThat(kilobytes).hasValueLessThan(100_000);
            try (RawClient other = server.mx()) {
                other.expect("NOOP", "250 ");
            }
            client.vanish();
            sender.join(10_000);
            assertThat(sender.isAlive()).isFalse();
        }
    }

    @Test
    void stoppingLetsTheMessageInHandEndAndTellsTheOthers() throws Exception {
        CountDownLatch judging = new CountDownLatch(1);
        CountDownLatch held = new CountDownLatch(1);
        TestServer server = new TestServer();
        try (RawClient busy = server.submission();
                RawClient idle = server.submission()) {
            server.flows.onMessage = octets -> {
                judging.countDown();
                await(held);
                return new Reception.Stored(QueueId.random());
            };
            busy.beginData();
            busy.send("b\r\n.\r\n");
            assertThat(judging.await(10, TimeUnit.SECONDS)).isTrue();
            int port = server.port(Port.MX);
            Thread stopping = new Thread(server::close);
            stopping.start();
            idle.expect("421 4.3.2 arret du service");
            idle.expectClosed();
            held.countDown();
            busy.expect("250 2.0.0 message accepte ");
            busy.expect("421 4.3.2 ");
            idle.close();
            busy.close();
            stopping.join(15_000);
            assertThat(stopping.isAlive()).isFalse();
            assertThatThrownBy(() -> new Socket("127.0.0.1", port)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aPortInUseIsNamedAndNothingStaysOpen() throws Exception {
        try (TestServer first = new TestServer()) {
            int taken = first.port(Port.MX);
            SmtpServer second = new SmtpServer(
                    new SmtpConfig(
                            "mx.demo.mssante.fr",
                            Optional.empty(),
                            Optional.of(new InetSocketAddress("127.0.0.1", 0)),
                            Optional.of(new InetSocketAddress("127.0.0.1", taken)),
                            SmtpConfig.Limits.DEFAULT),
                    new MessageSpool(Files.createTempDirectory("spool")),
                    first.flows,
                    first.flows,
                    first.flows,
                    new RefusalTrail(first.flows, InstantSource.system()),
                    () -> TestServer.SERVER_TLS,
                    () -> TestServer.SERVER_TLS);
            assertThatThrownBy(second::start)
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("cannot listen on 127.0.0.1:" + taken + " for submissions: ");
            assertThat(second.address(Port.SUBMISSION)).isEmpty();
        }
    }

    @Test
    void withoutAUsableCertificateStartTlsIsRefusedAndTheSessionGoesOn() throws Exception {
        TestServer donor = new TestServer();
        donor.close();
        SmtpServer server = new SmtpServer(
                new SmtpConfig(
                        "mx.demo.mssante.fr",
                        Optional.of(new InetSocketAddress("127.0.0.1", 0)),
                        Optional.empty(),
                        Optional.empty(),
                        SmtpConfig.Limits.DEFAULT),
                new MessageSpool(Files.createTempDirectory("spool")),
                donor.flows,
                donor.flows,
                donor.flows,
                new RefusalTrail(donor.flows, InstantSource.system()),
                () -> {
                    throw new IllegalStateException("the key is gone");
                },
                () -> TestServer.SERVER_TLS);
        server.start();
        try (RawClient client = new RawClient(
                new Socket("127.0.0.1", server.address(Port.MX).orElseThrow().getPort()))) {
            client.expect("220 ");
            client.expect("STARTTLS", "454 4.7.0 ");
            client.expect("NOOP", "250 ");
        } finally {
            server.close();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(20, TimeUnit.SECONDS)) {
                throw new IllegalStateException("never released");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
