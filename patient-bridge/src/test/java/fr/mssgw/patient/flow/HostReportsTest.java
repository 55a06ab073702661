package fr.mssgw.patient.flow;

import static fr.mssgw.core.fixture.People.CLAIRE_MARTIN;
import static fr.mssgw.core.fixture.People.JEAN_DUPONT;
import static fr.mssgw.core.fixture.Stage.MES;
import static fr.mssgw.core.fixture.Stage.PAIR;
import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.fixture.GeneratedReport;
import fr.mssgw.core.fixture.GeneratedReport.Part;
import fr.mssgw.core.fixture.Stage;
import fr.mssgw.core.flow.Reception;
import fr.mssgw.core.flow.TransactionalInbound;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.message.DsnRequest;
import fr.mssgw.core.message.Envelope;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.peer.Peer;
import fr.mssgw.core.policy.Rules;
import fr.mssgw.core.policy.Verdict;
import fr.mssgw.patient.PatientBridge;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Postfix and Exim write their reports in the name of the machine, not in that of a mail domain. */
class HostReportsTest {
    private final Stage stage = new Stage(new PatientBridge());
    private final TransactionalInbound inbound = new TransactionalInbound(stage.ports(), Stage.CLOCK, Stage.SETTINGS);

    /** A report as Postfix writes it, with the whole message. */
    private static GeneratedReport report(String from) {
        GeneratedReport report = new GeneratedReport();
        report.header.set(0, "From: Mail Delivery System <" + from + ">");
        report.parameters = "; report-type=delivery-status; boundary=\"BB\"";
        report.preamble = "This is a MIME-encapsulated message.\n\n";
        report.parts.add(new Part("text/plain", "I'm sorry to have to inform you …\n".repeat(40)));
        report.parts.add(new Part(
                "message/delivery-status",
                "Reporting-MTA: dns; mx.pair.mssante.fr\n\nFinal-Recipient: rfc822; u1@pair.mssante.fr\n"
                        + "Action: failed\nStatus: 5.1.1\n"));
        report.parts.add(new Part("message/rfc822", "From: <claire.martin@demo.mssante.fr>\nSubject: x\n\nBonjour\n"));
        return report;
    }

    private Reception brings(Peer peer, Optional<MssAddress> sender, RawMessage mail) {
        Envelope.Recipient claire = new Envelope.Recipient(CLAIRE_MARTIN.address(), DsnRequest.NONE);
        return inbound.onMessage(peer, new Envelope(sender, List.of(claire), Optional.empty(), false), mail);
    }

    private void isRefused(Peer peer, Optional<MssAddress> sender, RawMessage mail) {
        Reception reception = brings(peer, sender, mail);
        assertThat(reception).isInstanceOf(Reception.NotStored.class);
        assertThat(((Verdict.Refuse) ((Reception.NotStored) reception).verdict()).rule())
                .isEqualTo(Rules.HEADER_FROM_MISMATCH);
        assertThat(stage.store.copies).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MAILER-DAEMON@mx.pair.mssante.fr",
                "mailer-daemon@mta-1.nord.pair.mssante.fr",
                "x@pair.mssante.fr"
            })
    void aReportOfAHostBelowADomainOfTheCertificateArrives(String from) {
        assertThat(brings(PAIR, Optional.empty(), report(from).mail())).isInstanceOf(Reception.Stored.class);
        assertThat(stage.store.copies).hasSize(1);
    }

    /** Of a certificate that is admitted for pair.mssante.fr. */
    @Test
    void aReportOfTheHostThatTheCertificateNamesArrives() {
        Peer relay = Stage.peer(Stage.RELAY_DN);
        assertThat(brings(
                        relay,
                        Optional.empty(),
                        report("root@relais.hebergeur.fr").mail()))
                .isInstanceOf(Reception.Stored.class);
        stage.store.copies.clear();
        isRefused(relay, Optional.empty(), report("root@autre.hebergeur.fr").mail());
        isRefused(relay, Optional.empty(), report("root@mx.relais.hebergeur.fr").mail());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "root@mx.autre.mssante.fr",
                "root@autre.mssante.fr",
                "root@mssante.fr",
                "root@xpair.mssante.fr",
                "root@mx.demo.mssante.fr",
                "root@demo.mssante.fr",
                "root@patient.mssante.fr",
                "279035121518989@patient.mssante.fr",
                "root@mx.patient.mssante.fr",
                "root@exemple.fr"
            })
    void aReportOfAnotherHostIsRefused(String from) {
        isRefused(PAIR, Optional.empty(), report(from).mail());
    }

    @Test
    void aHostBelowOurDomainIsOursWhateverTheCertificateIsCalled() {
        isRefused(
                Stage.peer(Stage.OUR_DN),
                Optional.empty(),
                report("root@mx.demo.mssante.fr").mail());
    }

    @Test
    void noCertificateStandsForThePatientsDomainByItsName() {
        isRefused(
                Stage.peer("CN=patient.mssante.fr"),
                Optional.empty(),
                report("x@patient.mssante.fr").mail());
        isRefused(MES, Optional.empty(), report("root@mx.pair.mssante.fr").mail());
    }

    @Test
    void onlyTheNullSenderBringsSuchAReport() {
        isRefused(
                PAIR,
                Optional.of(JEAN_DUPONT),
                report("root@mx.pair.mssante.fr").mail());
    }

    static List<String> spoils() {
        return List.copyOf(new TreeMap<>(spoiling()).keySet());
    }

    private static Map<String, Consumer<GeneratedReport>> spoiling() {
        Map<String, Consumer<GeneratedReport>> spoils = new TreeMap<>();
        spoils.put("a letter", report -> {
            report.type = "text/plain";
            report.parameters = "";
        });
        spoils.put("mixed parts", report -> report.type = "multipart/mixed");
        spoils.put("no report-type", report -> report.parameters = "; boundary=BB");
        spoils.put("another report-type", report -> report.parameters = "; report-type=feedback-report; boundary=BB");
        spoils.put(
                "the report-type of a receipt",
                report -> report.parameters = "; report-type=disposition-notification; boundary=BB");
        spoils.put("no machine part", report -> report.parts.remove(1));
        spoils.put("no words", report -> report.parts.remove(0));
        spoils.put("an empty machine part", report -> report.parts.get(1).body = "Reporting-MTA: dns; x\n");
        spoils.put("nobody's outcome", report -> report.parts.get(1).body = "Action: failed\nStatus: 5.1.1\n");
        spoils.put("a file", report -> report.parts.add(new Part("application/pdf; name=a.pdf", "%PDF")));
        spoils.put("a file for words", report -> report.parts.get(0).type = "application/pdf");
        spoils.put("a file among the words", report -> report.parts.get(0).type = "text/plain; name=lettre.txt");
        spoils.put("a file for what came back", report -> report.parts.get(2).type = "application/pdf");
        spoils.put(
                "mixed words",
                report -> report.parts.set(
                        0, new Part("multipart/mixed; boundary=in", "--in\n\nlu\n--in\n\nlettre\n--in--\n")));
        spoils.put("two boundaries", report -> report.parameters += "; boundary=CC");
        return spoils;
    }

    @ParameterizedTest
    @MethodSource("spoils")
    void whatIsNoReportIsALetterOfAnotherDomain(String spoil) {
        GeneratedReport report = report("root@mx.pair.mssante.fr");
        spoiling().get(spoil).accept(report);
        isRefused(PAIR, Optional.empty(), report.mail());
    }

    @Test
    void aReceiptOfAHostArrivesAsAReportDoes() {
        GeneratedReport receipt = GeneratedReport.receipt();
        receipt.header.set(0, "From: <mdn@mx.pair.mssante.fr>");
        assertThat(brings(PAIR, Optional.empty(), receipt.mail())).isInstanceOf(Reception.Stored.class);
    }
}
