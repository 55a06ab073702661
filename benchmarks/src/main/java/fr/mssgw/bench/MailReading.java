package fr.mssgw.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import fr.mssgw.certs.CertificateTrust;
import fr.mssgw.certs.SmimePolicy;
import fr.mssgw.certs.SmimeSecurity;
import fr.mssgw.certs.mime.StreamingMimeReader;
import fr.mssgw.core.conversation.ConversationKey;
import fr.mssgw.core.conversation.ConversationState;
import fr.mssgw.core.conversation.SentMessage;
import fr.mssgw.core.delivery.Copy;
import fr.mssgw.core.delivery.Delivery;
import fr.mssgw.core.flow.FlowPorts;
import fr.mssgw.core.flow.FlowSettings;
import fr.mssgw.core.flow.Reception;
import fr.mssgw.core.flow.TransactionalInbound;
import fr.mssgw.core.identity.InsAddress;
import fr.mssgw.core.identity.MailDomain;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.listing.ListedBody;
import fr.mssgw.core.mail.Slice;
import fr.mssgw.core.message.Envelope;
import fr.mssgw.core.message.MessageSpool;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.peer.CertificateStatus;
import fr.mssgw.core.peer.Peer;
import fr.mssgw.core.peer.WhiteList;
import fr.mssgw.core.port.Conversations;
import fr.mssgw.core.port.UnkeptDeliveries;
import fr.mssgw.core.report.References;
import fr.mssgw.patient.PatientBridge;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * All that is read of a mail between its last octet and the commit: the flow of incoming mail with the real rules, file
 * rules and S/MIME, and what IMAP lists. Nothing is stored.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
@SuppressWarnings("NullAway.Init") // JMH sets the parameters and calls prepare before all else
public class MailReading {
    private static final MailDomain DOMAIN = new MailDomain("demo.mssante.fr");
    private static final String PATIENT = "279035121518989@patient.mssante.fr";
    private static final String COLLEAGUE = "jean.petit@pair.mssante.fr";
    private static final String OURS = "claire.martin@demo.mssante.fr";
    private static final int LINE = 57;

    /** Octets of the mail. */
    @Param({"10240", "1048576"})
    int size;

    /** {@code letter}: text alone; {@code files}: a short text and a PDF in base64. */
    @Param({"letter", "files"})
    String mail;

    private Path spool;
    private TransactionalInbound flow;
    private Peer peer;
    private RawMessage fromPatient;
    private RawMessage fromColleague;
    private long listed;

    @Setup(Level.Trial)
    public void prepare() throws IOException {
        spool = Files.createTempDirectory("mail-reading");
        MessageSpool messages = new MessageSpool(spool);
        SmimeSecurity security = new SmimeSecurity(
                address -> List.of(),
                address -> List.of(),
                CertificateTrust.of(List.of(), List.of()),
                SmimePolicy.DEFAULT,
                DOMAIN::equals,
                messages);
        FlowPorts ports = new FlowPorts(
                () -> new WhiteList(Instant.EPOCH, Map.of()),
                (chain, at) -> CertificateStatus.TRUSTED,
                new RecipientJudge.EveryBal(),
                new EveryExchangeOpen(),
                new PatientBridge(),
                security,
                new StreamingMimeReader(messages),
                new UnkeptDeliveries(this::list),
                patient -> false,
                event -> {});
        flow = new TransactionalInbound(
                ports, InstantSource.system(), new FlowSettings("mx.demo.mssante.fr", DOMAIN, false));
        peer = new Peer(InetAddress.getLoopbackAddress(), "mx.pair.mssante.fr", true, List.of());
        fromPatient = RawMessage.of(mail(PATIENT));
        fromColleague = RawMessage.of(mail(COLLEAGUE));
    }

    @TearDown(Level.Trial)
    public void remove() throws IOException {
        try (var files = Files.walk(spool)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Benchmark
    public long patient() throws Exception {
        return deliver(PATIENT, fromPatient);
    }

    @Benchmark
    public long colleague() throws Exception {
        return deliver(COLLEAGUE, fromColleague);
    }

    private long deliver(String from, RawMessage message) throws Exception {
        listed = 0;
        Envelope envelope = new Envelope(MssAddress.parse(from), MssAddress.parse(OURS));
        Reception reception = flow.onMessage(peer, envelope, message);
        if (!(reception instanceof Reception.Stored) || listed == 0) {
            throw new IllegalStateException("not delivered: " + reception);
        }
        return listed;
    }

    /** As the store does it for each copy. */
    private void list(Delivery delivery) {
        for (Copy copy : delivery.copies()) {
            try {
                listed += new ListedBody(Slice.from(copy.source(), copy.bodyOffset()))
                        .under(copy.header())
                        .bodyStructure()
                        .length;
            } catch (IOException e) {
                throw new IllegalStateException("the mail is in memory", e);
            }
        }
    }

    private byte[] mail(String from) {
        StringBuilder text = new StringBuilder(size + 1_024)
                .append("Date: Mon, 28 Sep 2026 12:30:45 +0200\r\nMessage-ID: <1.2@mail.example>\r\nFrom: <")
                .append(from)
                .append(">\r\nTo: <")
                .append(OURS)
                .append(">\r\nSubject: =?utf-8?Q?R=C3=A9sultats_d'analyses?=\r\nMIME-Version: 1.0\r\n");
        return mail.equals("letter") ? letter(text) : files(text);
    }

    private byte[] letter(StringBuilder text) {
        text.append("Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 7bit\r\n\r\n");
        char[] line = new char[70];
        Arrays.fill(line, 'm');
        while (text.length() < size - 72) {
            text.append(line).append("\r\n");
        }
        return text.append("fin\r\n").toString().getBytes(US_ASCII);
    }

    private byte[] files(StringBuilder text) {
        text.append("Content-Type: multipart/mixed; boundary=\"une-limite\"\r\n\r\n--une-limite\r\n")
                .append("Content-Type: text/plain; charset=utf-8\r\n\r\nBonjour,\r\n\r\n--une-limite\r\n")
                .append("Content-Type: application/pdf; name=\"analyses.pdf\"\r\n")
                .append("Content-Disposition: attachment; filename=\"analyses.pdf\"\r\n")
                .append("Content-Transfer-Encoding: base64\r\n\r\n");
        Random random = new Random(1);
        byte[] octets = new byte[LINE];
        boolean first = true;
        while (text.length() < size - 100) {
            random.nextBytes(octets);
            if (first) {
                System.arraycopy("%PDF-1.7\n".getBytes(US_ASCII), 0, octets, 0, 9);
                first = false;
            }
            text.append(Base64.getEncoder().encodeToString(octets)).append("\r\n");
        }
        return text.append("--une-limite--\r\n").toString().getBytes(US_ASCII);
    }

    /** @param args of JMH, see {@code -h} */
    public static void main(String[] args) throws IOException {
        org.openjdk.jmh.Main.main(
                Stream.concat(Stream.of(args), Stream.of("MailReading\\.")).toArray(String[]::new));
    }

    private static final class EveryExchangeOpen implements Conversations {
        @Override
        public ConversationState state(ConversationKey key) {
            return ConversationState.OPEN;
        }

        @Override
        public Optional<SentMessage> sent(InsAddress patient, References references) {
            return Optional.empty();
        }

        @Override
        public boolean awaitsReceipt(ConversationKey key) {
            return false;
        }
    }
}
