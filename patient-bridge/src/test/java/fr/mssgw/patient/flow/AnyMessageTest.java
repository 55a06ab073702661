package fr.mssgw.patient.flow;

import static fr.mssgw.core.fixture.People.CLAIRE_MARTIN;
import static fr.mssgw.core.fixture.People.JEAN_DUPONT;
import static fr.mssgw.core.fixture.People.PATIENT;
import static fr.mssgw.core.fixture.People.SECRETARIAT;
import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.fixture.MemoryStore;
import fr.mssgw.core.fixture.Stage;
import fr.mssgw.core.flow.Reception;
import fr.mssgw.core.flow.TransactionalInbound;
import fr.mssgw.core.flow.TransactionalSubmission;
import fr.mssgw.core.mail.Author;
import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.core.message.Envelope;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.patient.PatientBridge;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever octets come, there is a reply; and whatever is stored keeps the invariants. */
class AnyMessageTest {
    private final Stage stage = new Stage(new PatientBridge());
    private final TransactionalInbound inbound = new TransactionalInbound(stage.ports(), Stage.CLOCK, Stage.SETTINGS);
    private final TransactionalSubmission submission =
            new TransactionalSubmission(stage.ports(), Stage.CLOCK, Stage.SETTINGS);

    @Property
    void anotherOperatorsMessageIsStoredUnderOneAuthorOfItsDomainWithoutForgedFields(@ForAll("messages") String text)
            throws Exception {
        Reception reception =
                inbound.onMessage(Stage.PAIR, new Envelope(JEAN_DUPONT, CLAIRE_MARTIN.address()), message(text));

        if (answered(reception)) {
            for (MemoryStore.Stored copy : stage.store.copies) {
                HeaderSection header = HeaderSection.read(message(copy.text()));
                assertThat(Author.of(header)).isInstanceOf(Author.One.class);
                assertThat(((Author.One) Author.of(header)).address().domain()).isEqualTo(JEAN_DUPONT.domain());
                assertThat(header.values("X-MSSGW-SMIME")).containsExactly("unsigned");
                assertThat(header.values("Return-Path")).containsExactly("<jean.dupont@pair.mssante.fr>");
            }
        }
        stage.store.copies.clear();
    }

    @Property
    void aClientsMessageLeavesUnderItsBalOnlyWithoutBccOrForgedFields(@ForAll("messages") String text)
            throws Exception {
        Reception reception = submission.onMessage(
                Stage.client(CLAIRE_MARTIN),
                new Envelope(CLAIRE_MARTIN.address(), PATIENT.address(), SECRETARIAT.address()),
                message(text));

        if (answered(reception)) {
            for (MemoryStore.Stored copy : stage.store.copies) {
                HeaderSection header = HeaderSection.read(message(copy.text()));
                assertThat(Author.of(header)).isEqualTo(new Author.One(CLAIRE_MARTIN.address()));
                assertThat(header.has("Bcc")).isFalse();
                assertThat(header.has("Date")).isTrue();
                assertThat(header.has("Message-ID")).isTrue();
                assertThat(header.values("X-MSSGW-SMIME"))
                        .isEqualTo(copy.placements().isEmpty() ? java.util.List.of() : java.util.List.of("unsigned"));
            }
        }
        stage.store.copies.clear();
    }

    @Property
    void anyTextInMailFromAndRcptIsAnswered(@ForAll String text) {
        inbound.onMailFrom(Stage.PAIR, text);
        inbound.onRecipient(Stage.MES, Optional.of(PATIENT.address()), text, 0);
        submission.onMailFrom(Stage.client(CLAIRE_MARTIN).identity(), text, 0);
        submission.onRecipient(Stage.client(CLAIRE_MARTIN).identity(), Optional.empty(), text, 0);
        assertThat(stage.audit).allSatisfy(e -> assertThat(e.toString().chars().noneMatch(Character::isISOControl))
                .isTrue());
        stage.audit.clear();
    }

    /** Whether it was stored; a refusal is one of those that docs/rules.md lists. */
    private static boolean answered(Reception reception) {
        if (reception instanceof Reception.Stored) {
            return true;
        }
        assertThat(reception.reply().code()).isEqualTo(550);
        assertThat(reception.reply().enhanced()).isIn("5.6.0", "5.7.1");
        return false;
    }

    private static RawMessage message(String text) {
        return RawMessage.of(text.getBytes(StandardCharsets.UTF_8));
    }

    @Provide
    Arbitrary<String> messages() {
        Arbitrary<String> whole = Arbitraries.of(
                "From: claire.martin@demo.mssante.fr\r\n",
                "From: Jean <jean.dupont@pair.mssante.fr>\r\n",
                "from: x@autre.mssante.fr\r\n",
                "X-MSSGW-SMIME: verified\r\n",
                "x-mssgw-smime:\r\n verified\r\n",
                "Return-Path: <x@y.fr>\r\n",
                "Bcc: x@y.fr\r\n",
                "Subject: [FIN]\r\n",
                "Reply-To: claire.martin@demo.mssante.fr\r\n",
                "Sender: jean.dupont@pair.mssante.fr\r\n",
                "Content-Type: multipart/report\r\n",
                "Date: x\r\n",
                "X: y\r\n z\r\n");
        Arbitrary<String> pieces = Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(12, whole),
                net.jqwik.api.Tuple.of(1, Arbitraries.of("\r\n", "\r", "\n", ":", " ", "é", "\0", ",", "<a@b.fr>")));
        return pieces.list().ofMaxSize(8).map(parts -> String.join("", parts) + "\r\ncorps\r\n");
    }
}
