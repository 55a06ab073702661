package fr.mssgw.relay;

import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.audit.AuditEvent.Kind;
import fr.mssgw.core.message.DsnRequest;
import fr.mssgw.core.message.DsnRequest.Notify;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.peer.WhiteList;
import fr.mssgw.core.port.OutboundQueue.Delivered;
import fr.mssgw.core.port.OutboundQueue.Failed;
import fr.mssgw.core.port.OutboundQueue.Later;
import fr.mssgw.core.port.OutboundQueue.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.subethamail.smtp.RejectException;

@Timeout(60)
class RelayTest {
    private final RelayFixture relay = new RelayFixture();

    @AfterEach
    void stop() {
        relay.close();
    }

    /** Lines of 64 octets, made as they are read. */
    private static final class Lines extends InputStream {
        private final long size;
        private long at;

        Lines(long size) {
            this.size = size;
        }

        @Override
        public int read() {
            if (at == size) {
                return -1;
            }
            long column = at++ % 64;
            return column == 62 ? '\r' : column == 63 ? '\n' : 'x';
        }

        @Override
        public int read(byte[] block, int offset, int length) {
            int count = 0;
            for (int octet = 0; count < length && (octet = read()) >= 0; count++) {
                block[offset + count] = (byte) octet;
            }
            return count == 0 ? -1 : count;
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Nested
    class Transfer {
        @Test
        void aListedOperatorReceivesTheOctetsAsTheyAreStoredAndSeesOurCertificate() {
            try (SinkPeer peer = new SinkPeer(Operators.LISTED)) {
                relay.route(peer.address()).start();
                relay.send("jean.dupont@pair.mssante.fr", "marie.durand@pair.mssante.fr");

                assertThat(relay.outcomes(2)).hasOnlyElementsOfType(Delivered.class);
                assertThat(peer.received()).hasSize(1);
                SinkPeer.Received received = peer.received().get(0);
                assertThat(received.octets()).isEqualTo(RelayFixture.MESSAGE);
                assertThat(received.from()).isEqualTo("claire.martin@demo.mssante.fr");
                assertThat(received.recipients())
                        .containsExactly("jean.dupont@pair.mssante.fr", "marie.durand@pair.mssante.fr");
                assertThat(received.clientCertificate()).contains("mx.demo.mssante.fr");
            }
        }

        @Test
        void theAuditNamesThePeerItsCertificateTheTlsSessionAndItsReply() {
            try (SinkPeer peer = new SinkPeer(Operators.LISTED)) {
                relay.route(peer.address()).start();
                relay.send("jean.dupont@pair.mssante.fr");

                var event = relay.delivered().event();
                assertThat(event.kind()).isEqualTo(Kind.MESSAGE_RELAYED);
                assertThat(event.details())
                        .containsEntry("peer", peer.address().toString())
                        .containsEntry("certificate", "c=fr,cn=mx.pair.mssante.fr,o=pair")
                        .containsEntry("attempt", "1");
                assertThat(event.details().get("tls")).startsWith("TLSv1.3 TLS_");
                assertThat(event.details().get("reply")).startsWith("250 ");
            }
        }

        @Test
        void aRecipientRefusedForGoodIsReportedAndTheOtherIsServed() throws Exception {
            try (SinkPeer peer = new SinkPeer(Operators.LISTED)) {
                peer.judgeRecipients(address -> {
                    if (address.startsWith("inconnu")) {
                        throw new RejectException(550, "5.1.1 boîte inconnue");
                    }
                });
                relay.route(peer.address()).start();
                relay.send("inconnu@pair.mssante.fr", "jean.dupont@pair.mssante.fr");

                assertThat(relay.outcomes(2)).hasAtLeastOneElementOfType(Delivered.class);
                assertThat(relay.failed().item().recipient().localPart()).isEqualTo("inconnu");
                assertThat(peer.received()).singleElement().satisfies(received -> assertThat(received.recipients())
                        .containsExactly("jean.dupont@pair.mssante.fr"));
                assertThat(relay.queue.waiting()).isZero();
                assertThat(relay.report())
                        .contains("inconnu@pair.mssante.fr", "550 5.1.1 bo", "Status: 5.1.1", "Action: failed")
                        .doesNotContain("Final-Recipient: rfc822; jean.dupont");
            }
        }

        @Test
        void aRecipientRefusedForTheMomentIsTriedAgain() {
            try (SinkPeer peer = new SinkPeer(Operators.LISTED)) {
                AtomicInteger tries = new AtomicInteger();
                peer.judgeRecipients(address -> {
                    if (tries.incrementAndGet() == 1) {
                        throw new RejectException(451, "4.7.1 revenez plus tard");
                    }
                });
                relay.route(peer.address()).start();
                relay.send("jean.dupont@pair.mssante.fr");

                assertThat(relay.later().reason()).contains("451 4.7.1");
                assertThat(relay.delivered().item().attempts()).isEqualTo(1);
                assertThat(peer.received()).hasSize(1);
            }
        }

        @Test
        void dsnParametersGoOutForEachRecipientWhereThePeerKnowsThem() throws IOException {
            try (ScriptedPeer peer = new ScriptedPeer((stage, number) -> {
                stage.greet("DSN", "SIZE 1000000", "8BITMIME");
                stage.serve();
            })) {
                relay.route(peer.address()).start();
                relay.queue.put(
                        RawMessage.of(RelayFixture.MESSAGE),
                        Optional.empty(),
                        Instant.now(),
                        new MemoryQueue.Queued(
                                fr.mssgw.core.identity.MssAddress.parse("a@pair.mssante.fr"),
                                new DsnRequest(
                                        Set.of(Notify.SUCCESS, Notify.FAILURE),
                                        Optional.of("rfc822;A+2Bb@pair.mssante.fr")),
                                Optional.of("env 1"),
                                true),
                        new MemoryQueue.Queued(
                                fr.mssgw.core.identity.MssAddress.parse("b@pair.mssante.fr"),
                                new DsnRequest(Set.of(Notify.NEVER), Optional.empty()),
                                Optional.of("env 1"),
                                true));

                relay.outcomes(2);
                assertThat(peer.commands)
                        .contains(
                                "MAIL FROM:<> SIZE=" + RelayFixture.MESSAGE.length
                                        + " BODY=8BITMIME RET=FULL ENVID=env+201",
                                "RCPT TO:<a@pair.mssante.fr> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;A+2Bb@pair.mssante.fr",
                                "RCPT TO:<b@pair.mssante.fr> NOTIFY=NEVER");
            }
        }

        @Test
        void aMessageThatCannotBeReadIsTriedLaterAndTheOthersGoOn() {
            try (SinkPeer peer = new SinkPeer(Operators.LISTED)) {
                relay.route(peer.address())
                        .retry(Duration.ofHours(1))
                        .workers(1, 1)
                        .start();
                relay.send(
                        new RawMessage() {
                            @Override
                            public long size() {
                                throw new IllegalStateException("poison");
                            }

                            @Override
                            public InputStream open() throws IOException {
                                throw new IOException("poison");
                            }

                            @Override
                            public void close() {}
                        },
                        "jean.dupont@pair.mssante.fr");
                relay.send("jean.dupont@pair.mssante.fr");

                assertThat(relay.outcomes(2)).hasAtLeastOneElementOfType(Delivered.class);
                assertThat(relay.later().reason()).contains("incident interne");
                assertThat(peer.received()).hasSize(1);
            }
        }

        @Test
        void aBareLineFeedIsNeverSent() throws Exception {
            try (SinkPeer peer = new SinkPeer(Operators.LISTED)) {
                relay.route(peer.address()).start();
                relay.send(
                        "Subject: x\r\n\r\na\n.\nMAIL FROM:<b@b.fr>\r\n".getBytes(StandardCharsets.US_ASCII),
                        "jean.dupont@pair.mssante.fr");

                assertThat(relay.failed().event().details()).containsEntry("status", "5.6.0");
                assertThat(peer.received()).isEmpty();
            }
        }

        @Test
        void twentyMegabytesPassThroughWithoutBeingHeldInMemory() throws IOException {
            long size = 20L << 20;
            try (ScriptedPeer peer = new ScriptedPeer((stage, number) -> {
                stage.greet("PIPELINING", "SIZE 30000000", "8BITMIME");
                for (int i = 0; i < 3; i++) {
                    stage.hear();
                }
                stage.say("250 ok\r\n250 ok\r\n354 go\r\n");
                stage.skipContent();
                stage.say("250 taken\r\n");
            })) {
                relay.route(peer.address()).replyWithin(Duration.ofSeconds(30)).start();
                com.sun.management.ThreadMXBean threads =
                        (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
                java.util.concurrent.atomic.AtomicLong worker = new java.util.concurrent.atomic.AtomicLong();
                java.util.concurrent.atomic.AtomicLong allocated = new java.util.concurrent.atomic.AtomicLong();
                relay.send(
                        new RawMessage() {
                            @Override
                            public long size() {
                                return size;
                            }

                            @Override
                            public InputStream open() {
                                worker.set(Thread.currentThread().getId());
                                allocated.set(threads.getThreadAllocatedBytes(worker.get()));
                                return new Lines(size);
                            }

                            @Override
                            public void close() {}
                        },
                        "jean.dupont@pair.mssante.fr");

                relay.delivered();
                assertThat(threads.getThreadAllocatedBytes(worker.get()) - allocated.get())
                        .isLessThan(4L << 20);
            }
        }
    }

    @Nested
    class StartTlsAndTrust {
        @Test
        void aPeerWithoutStarttlsIsSentNothing() {
            try (SinkPeer peer = new SinkPeer(Operators.LISTED, false)) {
                relay.route(peer.address()).start();
                relay.send("jean.dupont@pair.mssante.fr");

                assertThat(relay.later().reason()).contains("STARTTLS");
                assertThat(peer.received()).isEmpty();
            }
        }

        @Test
        void anotherOperatorsCertificateIsSentNothing() throws IOException {
            try (ScriptedPeer peer = new ScriptedPeer((stage, number) -> {
                stage.untilTls(Operators.OF_ANOTHER);
                stage.serve();
            })) {
                relay.route(peer.address()).start();
                relay.send("jean.dupont@pair.mssante.fr");

                assertThat(relay.later().reason()).contains("liste blanche", "mx.autre.mssante.fr");
                assertThat(peer.commands).containsOnly("EHLO mx.demo.mssante.fr", "STARTTLS");
            }
        }

        @Test
        void anExpiredARevokedAndAStrangersCertificateAreSentNothing() throws IOException {
            AtomicInteger shown = new AtomicInteger();
            try (ScriptedPeer peer = new ScriptedPeer((stage, number) -> {
                stage.untilTls(
                        switch (shown.getAndIncrement() % 3) {
                            case 0 -> Operators.EXPIRED;
                            case 1 -> Operators.REVOKED;
                            default -> Operators.STRANGER;
                        });
                stage.serve();
            })) {
                relay.route(peer.address()).start();
                relay.send("jean.dupont@pair.mssante.fr");

                assertThat(relay.outcomes(3)).allSatisfy(outcome -> assertThat(((Later) outcome).reason())
                        .contains("certificat"));
                assertThat(peer.commands).containsOnly("EHLO mx.demo.mssante.fr", "STARTTLS");
            }
        }

        @Test
        void aDomainThatLeftTheWhiteListFailsWithoutAConnection() throws Exception {
            try (ScriptedPeer peer = new ScriptedPeer((stage, number) -> stage.hang())) {
                relay.route(peer.address())
                        .whiteList(new WhiteList(Instant.now(), Map.of()))
                        .start();
                relay.send("jean.dupont@pair.mssante.fr");

                assertThat(relay.failed().event().kind()).isEqualTo(Kind.RELAY_FAILED);
                assertThat(relay.report()).contains("liste blanche");
                assertThat(peer.connections).hasValue(0);
            }
        }

        @Test
        void repliesSlippedInBeforeTheHandshakeEndTheConnection() throws IOException {
            try (ScriptedPeer peer = new ScriptedPeer((stage, number) -> {
                stage.say("220 mx\r\n");
                stage.hear("EHLO");
                stage.say("250-mx\r\n250 STARTTLS\r\n");
                stage.hear("STARTTLS");
                stage.say("220 go\r\n250-injected\r\n250 SIZE 1\r\n");
                stage.handshake(Operators.LISTED);
                stage.serve();
            })) {
                relay.route(peer.address()).start();
                relay.send("jean.dupont@pair.mssante.fr");

                assertThat(relay.later().reason()).contains("injection");
                assertThat(peer.commands).noneMatch(command -> command.startsWith("MAIL"));
            }
        }
    }

    @Nested
    class FailingPeers {
        @Test
        void aHostThatNobodyListensOnIsLeftAloneAfterAFewTries() throws IOException {
            int port;
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = free.getLocalPort();
            }
            relay.route(new Destination("127.0.0.1", port))
                    .retry(Duration.ofHours(1))
                    .workers(1, 1)
                    .start();
            for (int i = 0; i < 20; i++) {
                relay.send("jean.dupont@pair.mssante.fr");
            }

            assertThat(relay.outcomes(20))
                    .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Later.class));
            long tried = relay.queue.outcomes().stream()
                    .filter(outcome -> ((Later) outcome).reason().contains("la connexion est impossible"))
                    .count();
            assertThat(tried).isEqualTo(Breakers.FAILURES);
        }

        @Test
        void aPeerThatLeavesInTheMiddleOfTheContentGetsTheMessageAgain() throws IOException {
            try (ScriptedPeer peer = new ScriptedPeer((stage, number) -> {
                stage.greet("PIPELINING");
                if (number == 1) {
                    stage.hear("MAIL");
                    stage.hear("RCPT");
                    stage.hear("DATA");
                    stage.say("250 ok\r\n250 ok\r\n354 go\r\n");
                    return;
                }
                stage.serve();
            })) {
                relay.route(peer.address()).start();
                relay.send("jean.dupont@pair.mssante.fr");

                assertThat(relay.later().reason()).startsWith("4.4.2");
                assertThat(relay.delivered().item().attempts()).isEqualTo(1);
                assertThat(peer.contents).hasSize(1);
            }
        }

        @Test
        void aPeerThatNeverAnswersIsGivenUpAfterTheTimeLimit() throws IOException {
            try (ScriptedPeer peer = new ScriptedPeer((stage, number) -> {
                stage.greet();
                stage.hang();
            })) {
                relay.route(peer.address()).replyWithin(Duration.ofMillis(400)).start();
                relay.send("jean.dupont@pair.mssante.fr");

                assertThat(relay.later().reason()).contains("ne répond pas à temps");
            }
        }

        @Test
        void aPeerThatDripsOctetsIsGivenUpAfterTheTimeLimit() throws IOException {
            try (ScriptedPeer peer = new ScriptedPeer((stage, number) -> {
                for (int i = 0; i < 1000; i++) {
                    stage.say("2");
                    pause(50);
                }
            })) {
                relay.route(peer.address()).replyWithin(Duration.ofMillis(400)).start();
                relay.send("jean.dupont@pair.mssante.fr");

                assertThat(relay.later().reason()).contains("ne répond pas à temps");
            }
        }

        @Test
        void aHangingHostDoesNotHoldUpMailForOthers() throws IOException {
            try (ScriptedPeer hanging = new ScriptedPeer((stage, number) -> stage.hang());
                    SinkPeer healthy = new SinkPeer(Operators.OF_ANOTHER)) {
                relay.route(hanging.address())
                        .route(Operators.AUTRE, healthy.address())
                        .workers(4, 2)
                        .replyWithin(Duration.ofSeconds(5))
                        .start();
                for (int i = 0; i < 60; i++) {
                    relay.send("jean.dupont@pair.mssante.fr");
                }
                relay.send("luc@autre.mssante.fr");

                Awaitility.await()
                        .atMost(Duration.ofSeconds(4))
                        .until(() -> healthy.received().size() == 1);
            }
        }

        @Test
        void endlessRepliesHugeLinesBadCodesAndBareLineFeedsEndTheConnection() throws IOException {
            AtomicInteger fault = new AtomicInteger();
            try (ScriptedPeer peer = new ScriptedPeer((stage, number) -> {
                switch (fault.getAndIncrement() % 5) {
                    case 0 -> {
                        for (int i = 0; i < 100_000; i++) {
                            stage.say("220-still greeting\r\n");
                        }
                    }
                    case 1 -> stage.say("220 " + "x".repeat(100_000));
                    case 2 -> stage.say("999 hello\r\n");
                    case 3 -> stage.say("220 hello\n");
                    default -> stage.say("220-hello\r\n550 no\r\n");
                }
                stage.hang();
            })) {
                relay.route(peer.address()).start();
                for (int i = 0; i < 5; i++) {
                    relay.send("jean.dupont@pair.mssante.fr");
                }

                assertThat(relay.outcomes(5)).allSatisfy(outcome -> assertThat(((Later) outcome).reason())
                        .containsAnyOf("ne respecte pas SMTP", "injoignable"));
            }
        }
    }

    @Nested
    class KeptConnections {
        @Test
        void aConnectionServesSeveralMessages() throws IOException {
            try (ScriptedPeer peer = new ScriptedPeer((stage, number) -> {
                stage.greet("PIPELINING");
                stage.serve();
            })) {
                relay.route(peer.address()).workers(1, 1).start();
                for (int i = 0; i < 10; i++) {
                    relay.send("jean.dupont@pair.mssante.fr");
                }

                assertThat(relay.outcomes(10)).hasOnlyElementsOfType(Delivered.class);
                assertThat(peer.connections).hasValue(1);
                assertThat(peer.contents).hasSize(10);
            }
        }

        @Test
        void anIdleConnectionThatThePeerClosedIsReplacedWithoutADelay() throws IOException {
            try (ScriptedPeer peer = new ScriptedPeer((stage, number) -> {
                stage.greet("PIPELINING");
                stage.hear("MAIL");
                stage.hear("RCPT");
                stage.hear("DATA");
                stage.say("250 ok\r\n250 ok\r\n354 go\r\n");
                stage.hearContent();
                stage.say("250 taken\r\n");
            })) {
                relay.route(peer.address()).workers(1, 1).start();
                relay.send("jean.dupont@pair.mssante.fr");
                relay.outcomes(1);
                relay.send("jean.dupont@pair.mssante.fr");

                assertThat(relay.outcomes(2)).hasOnlyElementsOfType(Delivered.class);
                assertThat(peer.connections).hasValue(2);
            }
        }
    }

    @Nested
    class Reports {
        @Test
        void mailThatWaitedTooLongFailsAfterALastAttempt() throws Exception {
            try (SinkPeer peer = new SinkPeer(Operators.LISTED)) {
                peer.judgeRecipients(address -> {
                    throw new RejectException(452, "4.2.2 boite pleine");
                });
                relay.route(peer.address()).expireAfter(Duration.ofMillis(1)).start();
                relay.send("jean.dupont@pair.mssante.fr");

                assertThat(relay.failed().event().details()).containsEntry("status", "5.4.7");
                assertThat(relay.report()).contains("452 4.2.2 boite pleine", "dans le délai");
            }
        }

        @Test
        void theSenderIsWarnedOnceOfADelay() throws Exception {
            try (SinkPeer peer = new SinkPeer(Operators.LISTED)) {
                AtomicInteger tries = new AtomicInteger();
                peer.judgeRecipients(address -> {
                    if (tries.incrementAndGet() < 4) {
                        throw new RejectException(451, "4.3.2 pas maintenant");
                    }
                });
                relay.route(peer.address()).warnAfter(Duration.ofMillis(1)).start();
                relay.send("jean.dupont@pair.mssante.fr");

                relay.delivered();
                assertThat(relay.queue.reports()).hasSize(1);
                assertThat(relay.report()).contains("Action: delayed", "Will-Retry-Until:", "continue d'essayer");
            }
        }

        @Test
        void nobodyIsToldOfAFailureWithNotifyNeverNorOfTheNullSenders() {
            try (SinkPeer peer = new SinkPeer(Operators.LISTED)) {
                peer.judgeRecipients(address -> {
                    throw new RejectException(550, "5.1.1 inconnu");
                });
                relay.route(peer.address()).start();
                relay.queue.put(
                        RawMessage.of(RelayFixture.MESSAGE),
                        Optional.of(RelayFixture.CLAIRE),
                        Instant.now(),
                        new MemoryQueue.Queued(
                                fr.mssgw.core.identity.MssAddress.parse("a@pair.mssante.fr"),
                                new DsnRequest(Set.of(Notify.NEVER), Optional.empty()),
                                Optional.empty(),
                                false));
                relay.queue.put(
                        RawMessage.of(RelayFixture.MESSAGE),
                        Optional.empty(),
                        Instant.now(),
                        MemoryQueue.Queued.to("b@pair.mssante.fr"));

                assertThat(relay.outcomes(2)).hasOnlyElementsOfType(Failed.class);
                assertThat(relay.queue.reports()).isEmpty();
            }
        }

        @Test
        void successIsReportedAsRelayedWhereThePeerDoesNotReportItself() throws Exception {
            try (SinkPeer peer = new SinkPeer(Operators.LISTED)) {
                relay.route(peer.address()).start();
                relay.queue.put(
                        RawMessage.of(RelayFixture.MESSAGE),
                        Optional.of(RelayFixture.CLAIRE),
                        Instant.now(),
                        new MemoryQueue.Queued(
                                fr.mssgw.core.identity.MssAddress.parse("a@pair.mssante.fr"),
                                new DsnRequest(Set.of(Notify.SUCCESS), Optional.empty()),
                                Optional.empty(),
                                false));

                assertThat(relay.report()).contains("Action: relayed", "Status: 2.");
            }
        }

        @Test
        void patientsAreMaskedInReasonsAndAudit() throws Exception {
            try (SinkPeer peer = new SinkPeer(Operators.LISTED)) {
                peer.judgeRecipients(address -> {
                    throw new RejectException(550, "5.1.1 pas de patient 279035121518989");
                });
                relay.route(peer.address()).start();
                relay.send("279035121518989@pair.mssante.fr");

                assertThat(relay.failed().event().details().get("reason"))
                        .contains("2**************")
                        .doesNotContain("279035121518989");
                assertThat(relay.report()).contains("pas de patient 279035121518989");
            }
        }
    }

    @Nested
    class Leases {
        @Test
        void whatAPeerAcceptedIsNotSentAgainWhenTheStoreIsAwayForAWhile() {
            try (SinkPeer peer = new SinkPeer(Operators.LISTED)) {
                relay.queue.failSettlements(3);
                relay.route(peer.address()).leaseFor(Duration.ofSeconds(6)).start();
                relay.send("jean.dupont@pair.mssante.fr");

                relay.delivered();
                assertThat(relay.queue.waiting()).isZero();
                assertThat(peer.received()).hasSize(1);
            }
        }

        @Test
        void aSlowTransactionKeepsItsLease() throws IOException {
            try (ScriptedPeer peer = new ScriptedPeer((stage, number) -> {
                stage.greet();
                stage.hear("MAIL");
                pause(4_000);
                stage.say("250 ok\r\n");
                stage.serve();
            })) {
                relay.route(peer.address())
                        .leaseFor(Duration.ofSeconds(3))
                        .replyWithin(Duration.ofSeconds(8))
                        .start();
                relay.send("jean.dupont@pair.mssante.fr");

                assertThat(relay.outcomes(1)).singleElement().isInstanceOf(Delivered.class);
                assertThat(peer.connections).hasValue(1);
            }
        }

        @Test
        void aLostLeaseIsNotSent() throws IOException {
            try (ScriptedPeer peer = new ScriptedPeer((stage, number) -> {
                stage.greet();
                stage.hear("MAIL");
                pause(2_500);
                stage.say("250 ok\r\n");
                stage.serve();
            })) {
                relay.queue.loseRenewals();
                relay.route(peer.address())
                        .leaseFor(Duration.ofSeconds(3))
                        .replyWithin(Duration.ofSeconds(8))
                        .start();
                relay.send("jean.dupont@pair.mssante.fr");

                Awaitility.await().until(() -> peer.commands.contains("DATA"));
                Outcome outcome = relay.outcomes(1).get(0);
                assertThat(outcome).isInstanceOf(Later.class);
                assertThat(peer.contents).isEmpty();
            }
        }

        @Test
        void closingGivesBackWhatIsNotUnderWayAndLetsTheRestFinish() throws IOException {
            try (ScriptedPeer peer = new ScriptedPeer((stage, number) -> {
                stage.greet();
                stage.hear("MAIL");
                pause(700);
                stage.say("250 ok\r\n");
                stage.serve();
            })) {
                relay.route(peer.address()).workers(1, 1).start();
                for (int i = 0; i < 4; i++) {
                    relay.send("jean.dupont@pair.mssante.fr");
                }
                Awaitility.await().until(() -> peer.commands.stream().anyMatch(command -> command.startsWith("MAIL")));

                relay.relay().close(Duration.ofSeconds(5));

                assertThat(relay.queue.outcomes()).singleElement().isInstanceOf(Delivered.class);
                assertThat(relay.queue.waiting()).isEqualTo(3);
                assertThat(relay.queue.leased()).isZero();
            }
        }
    }
}
