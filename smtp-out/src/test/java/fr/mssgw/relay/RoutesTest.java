package fr.mssgw.relay;

import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.identity.MailDomain;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;

class RoutesTest {
    private static final AtomicInteger QUESTIONS = new AtomicInteger();
    private static DatagramSocket server;
    private static MailExchangers dns;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-22T02:00:00Z"));
    private final InstantSource clock = now::get;

    @BeforeAll
    static void serve() throws IOException {
        server = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(RoutesTest::answer, "test-dns");
        thread.setDaemon(true);
        thread.start();
        SimpleResolver resolver =
                new SimpleResolver(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort()));
        resolver.setTimeout(Duration.ofMillis(500));
        dns = new DnsMailExchangers(resolver);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void answer() {
        byte[] buffer = new byte[4_096];
        while (!server.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                server.receive(packet);
                QUESTIONS.incrementAndGet();
                Message question = new Message(java.util.Arrays.copyOf(buffer, packet.getLength()));
                byte[] reply = reply(question).toWire();
                server.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static Message reply(Message question) throws IOException {
        Name name = question.getQuestion().getName();
        Message reply = new Message(question.getHeader().getID());
        reply.getHeader().setFlag(Flags.QR);
        reply.addRecord(question.getQuestion(), Section.QUESTION);
        switch (name.toString(true)) {
            case "two.mssante.fr" -> {
                reply.addRecord(mx(name, 20, "second.mssante.fr."), Section.ANSWER);
                reply.addRecord(mx(name, 10, "first.mssante.fr."), Section.ANSWER);
            }
            case "many.mssante.fr" -> {
                for (int i = 0; i < 12; i++) {
                    reply.addRecord(mx(name, i, "mx" + i + ".mssante.fr."), Section.ANSWER);
                }
            }
            case "null.mssante.fr" -> reply.addRecord(mx(name, 0, "."), Section.ANSWER);
            case "gone.mssante.fr" -> reply.getHeader().setRcode(Rcode.NXDOMAIN);
            case "broken.mssante.fr" -> reply.getHeader().setRcode(Rcode.SERVFAIL);
            default -> {}
        }
        return reply;
    }

    private static MXRecord mx(Name name, int preference, String host) throws IOException {
        return new MXRecord(name, DClass.IN, 300, preference, Name.fromString(host));
    }

    private Route route(String domain) {
        return new Routes(Map.of(), dns, clock).of(new MailDomain(domain));
    }

    @Test
    void hostsComeInTheOrderOfTheirPreference() {
        assertThat(route("two.mssante.fr"))
                .isEqualTo(new Route.To(
                        List.of(new Destination("first.mssante.fr", 25), new Destination("second.mssante.fr", 25))));
    }

    @Test
    void ofManyHostsTheBestFewAreKept() {
        assertThat(((Route.To) route("many.mssante.fr")).destinations())
                .hasSize(Routes.MAX_HOSTS)
                .startsWith(new Destination("mx0.mssante.fr", 25));
    }

    @Test
    void withoutMxTheDomainItselfIsTheHost() {
        assertThat(route("plain.mssante.fr")).isEqualTo(new Route.To(List.of(new Destination("plain.mssante.fr", 25))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null.mssante.fr", "gone.mssante.fr"})
    void aNullMxOrAMissingDomainLeadsNowhere(String domain) {
        assertThat(route(domain)).isInstanceOf(Route.Nowhere.class);
    }

    @Test
    void aDnsThatFailsIsAskedAgainLater() {
        Routes routes = new Routes(Map.of(), dns, clock);

        assertThat(routes.of(new MailDomain("broken.mssante.fr"))).isInstanceOf(Route.Unknown.class);
        int asked = QUESTIONS.get();
        routes.of(new MailDomain("broken.mssante.fr"));
        assertThat(QUESTIONS).hasValue(asked);
        now.set(now.get().plusSeconds(31));
        routes.of(new MailDomain("broken.mssante.fr"));
        assertThat(QUESTIONS.get()).isGreaterThan(asked);
    }

    @Test
    void theStaticTableIsNotAskedOfTheDns() {
        Destination host = new Destination("127.0.0.1", 2125);
        int asked = QUESTIONS.get();

        assertThat(new Routes(Map.of(new MailDomain("two.mssante.fr"), host), dns, clock)
                        .of(new MailDomain("two.mssante.fr")))
                .isEqualTo(new Route.To(List.of(host)));
        assertThat(QUESTIONS).hasValue(asked);
    }

    @Test
    void anAnswerIsKeptForItsTimeToLive() {
        Routes routes = new Routes(Map.of(), dns, clock);
        routes.of(new MailDomain("two.mssante.fr"));
        int asked = QUESTIONS.get();

        now.set(now.get().plusSeconds(299));
        routes.of(new MailDomain("two.mssante.fr"));
        assertThat(QUESTIONS).hasValue(asked);

        now.set(now.get().plusSeconds(2));
        routes.of(new MailDomain("two.mssante.fr"));
        assertThat(QUESTIONS).hasValue(asked + 1);
    }
}
