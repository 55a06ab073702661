package fr.mssgw.it.scenario;

import static fr.mssgw.it.fixture.Post.mail;
import static fr.mssgw.it.fixture.Post.send;
import static fr.mssgw.it.fixture.Post.subject;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import fr.mssgw.certs.Pem;
import fr.mssgw.it.fixture.Imap;
import fr.mssgw.it.fixture.Post;
import fr.mssgw.it.fixture.RunningSandbox;
import fr.mssgw.it.fixture.Wire;
import fr.mssgw.sandbox.SandboxFile;
import fr.mssgw.sandbox.peers.PeerSender;
import fr.mssgw.sandbox.smime.EncryptedMail;
import fr.mssgw.sandbox.smime.SignedMail;
import fr.mssgw.sandbox.smtp.Inbox;
import fr.mssgw.sandbox.smtp.SmtpDialogue;
import fr.mssgw.sandbox.smtp.SmtpDialogue.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What becomes of a message on its way into a BAL, and what its readers see at once (docs/contract.md §6). */
class DeliveredMessageIT {
    private static final String COLLEAGUE = "jean.dupont@pair.mssante.fr";
    private static final String ENTITY =
            "Content-Type: text/plain; charset=us-ascii\r\nContent-Transfer-Encoding: 7bit\r\n\r\nTout va bien.\r\n";

    private final SandboxFile sandbox = RunningSandbox.file();
    private final Post post = new Post(sandbox);
    private final SandboxFile.Account claire = sandbox.account("claire.martin", null);
    private final SandboxFile.Account secretary = sandbox.account("secretariat.cardio", null);

    @Test
    void ourHeadersFromOutsideAreRemovedAndThoseOfMssanteStay() throws Exception {
        String patientHeader = "X-MSS-Essai:  deux  espaces;\r\n\tet une suite\r\n";
        String delivered = fromColleague(mail(
                COLLEAGUE,
                claire.bal(),
                subject(),
                "X-MSSGW-SMIME: verified; signer=x\r\nX-MSSGW-Faux: 1\r\n" + patientHeader));
        assertThat(delivered)
                .doesNotContain("X-MSSGW-Faux")
                .doesNotContain("verified; signer=x")
                .contains("X-MSSGW-SMIME: unsigned")
                .contains("X-MSS-Essai:  deux  espaces;\n\tet une suite\n");
    }

    @Test
    void aSignedMessageIsDeliveredAsItWasSigned() throws Exception {
        byte[] signed = SignedMail.sign(ENTITY.getBytes(StandardCharsets.US_ASCII), good());
        String text = new String(signed, StandardCharsets.ISO_8859_1);
        String delivered = fromColleague(around(text));
        assertThat(delivered)
                .contains("X-MSSGW-SMIME: verified")
                .contains(text.substring(text.indexOf("\r\n\r\n")).replace("\r\n", "\n"));
    }

    @Test
    void aSignatureThatDoesNotHoldIsMarked() throws Exception {
        String signed = new String(
                SignedMail.sign(ENTITY.getBytes(StandardCharsets.US_ASCII), good()), StandardCharsets.ISO_8859_1);
        String subject = subject();
        handIn(around(signed.replace("Tout va bien.", "Tout va mal.."), subject));
        try (Imap imap = Imap.inbox(sandbox, claire)) {
            int uid = imap.find(subject);
            assertThat(imap.message(uid)).contains("X-MSSGW-SMIME: invalid");
            assertThat(imap.flags(uid)).contains("$MSS_Unverified");
        }
    }

    @Test
    void anEncryptedMessageIsReadableAndOneForSomebodyElseComesInsideAnExplanation() throws Exception {
        byte[] signed = SignedMail.sign(ENTITY.getBytes(StandardCharsets.US_ASCII), good());
        String readable = fromColleague(around(new String(
                EncryptedMail.seal(
                        signed, Pem.certificates(Path.of(claire.certificate())).subList(0, 1)),
                StandardCharsets.ISO_8859_1)));
        assertThat(readable)
                .contains("Tout va bien.")
                .containsPattern("X-MSSGW-SMIME: verified[^\\n]*(\\n\\s[^\\n]*)*decrypted=yes");
        String sealed =
                new String(EncryptedMail.seal(signed, List.of(good().certificate())), StandardCharsets.ISO_8859_1);
        String unreadable = fromColleague(around(sealed));
        assertThat(unreadable)
                .contains("X-MSSGW-SMIME: unreadable")
                .containsIgnoringCase("Content-Type: multipart/mixed");
        String middle =
                sealed.substring(sealed.length() / 2, sealed.length() / 2 + 40).split("\r\n", 2)[0];
        assertThat(unreadable).contains(middle);
    }

    @Test
    void whatIsEncryptedToOneRecipientIsReadableInThatBalAlone() throws Exception {
        SandboxFile.Account paul = sandbox.account("paul.petit", null);
        String sealed = new String(
                EncryptedMail.seal(
                        ENTITY.getBytes(StandardCharsets.US_ASCII),
                        Pem.certificates(Path.of(paul.certificate())).subList(0, 1)),
                StandardCharsets.ISO_8859_1);
        String subject = subject();
        try (SmtpDialogue session = post.peer("listed")) {
            accepted(session.command("MAIL FROM:<" + COLLEAGUE + ">"));
            accepted(session.command("RCPT TO:<" + claire.bal() + ">"));
            accepted(toOneMore(session, paul.bal(), around(sealed, subject)));
        }
        try (Imap his = Imap.inbox(sandbox, paul);
                Imap hers = Imap.inbox(sandbox, claire)) {
            assertThat(his.message(his.find(subject))).contains("Tout va bien.");
            assertThat(hers.message(hers.find(subject)))
                    .contains("X-MSSGW-SMIME: unreadable")
                    .doesNotContain("Tout va bien.");
        }
    }

    @Test
    void whatAClientSignedItselfLeavesAsItIs() throws Exception {
        byte[] signed = SignedMail.sign(
                ENTITY.getBytes(StandardCharsets.US_ASCII), PeerSender.identity(claire.certificate(), claire.key()));
        String body = new String(signed, StandardCharsets.ISO_8859_1);
        String patient = sandbox.patient("open", 1).address();
        String subject = subject();
        try (SmtpDialogue session = post.client(claire)) {
            accepted(send(session, claire.bal(), patient, headers(claire.bal(), patient, subject) + body));
        }
        String relayed = await("at Mon espace santé")
                .atMost(Duration.ofSeconds(30))
                .until(() -> relayed(subject), t -> !t.isEmpty());
        assertThat(relayed).contains(body.substring(body.indexOf("\r\n\r\n")));
        assertThat(relayed.split("multipart/signed", -1)).hasSize(2);
    }

    @Test
    void theStateOfAConversationIsAKeywordThatIsPushedAndMovingIntoTheFolderClosesItOnce() throws Exception {
        String patient = sandbox.patient("open", 0).address();
        try (SmtpDialogue session = post.client(secretary)) {
            accepted(send(session, secretary.bal(), patient, mail(secretary.bal(), patient, subject(), "")));
        }
        String first = answer(patient, secretary);
        String second = answer(patient, secretary);
        try (Imap idle = Imap.inbox(sandbox, secretary);
                Imap other = Imap.inbox(sandbox, secretary)) {
            assertThat(other.flags(other.find(first))).contains("$MSS_Open");
            assertThat(other.message(other.find(first))).contains("X-MSSGW-Conversation: open; id=");
            idle.idle();
            int before = fins(patient);
            other.ok("UID MOVE " + other.find(first) + " \"&AMk-changes clos\"");
            assertThat(idle.pushed(" FETCH (")).contains("$MSS_Closed");
            idle.done();
            assertThat(idle.flags(idle.find(second))).contains("$MSS_Closed").doesNotContain("$MSS_Open");
            await("the FIN").atMost(Duration.ofSeconds(30)).until(() -> fins(patient) > before);
            other.ok("UID MOVE " + other.find(second) + " \"&AMk-changes clos\"");
            try (SmtpDialogue session = post.mes()) {
                ContractRepliesIT.refused(
                        send(session, patient, secretary.bal(), mail(patient, secretary.bal(), subject(), "")),
                        550,
                        "5.7.1",
                        "GW-PAT-2");
            }
            assertThat(fins(patient)).isEqualTo(before + 1);
        }
    }

    @Test
    void bothPharmacistsSeeOneBalAndEachOthersFlagsAtOnce() throws Exception {
        SandboxFile.Account paul = sandbox.account("pharmacie.centrale", "Paul Petit");
        SandboxFile.Account nadia = sandbox.account("pharmacie.centrale", "Nadia Benali");
        assertThat(paul.login()).isEqualTo(nadia.login());
        assertThat(paul.password()).isNotEqualTo(nadia.password());
        String subject = subject();
        try (Imap first = Imap.inbox(sandbox, paul);
                Imap second = Imap.inbox(sandbox, nadia)) {
            second.idle();
            try (SmtpDialogue session = post.client(claire)) {
                accepted(send(session, claire.bal(), paul.bal(), mail(claire.bal(), paul.bal(), subject, "")));
            }
            second.pushed("EXISTS");
            first.ok("NOOP");
            first.ok("UID STORE " + first.find(subject) + " +FLAGS (\\Seen $Vu)");
            assertThat(second.pushed(" FETCH (")).contains("\\Seen", "$Vu");
            second.done();
        }
    }

    @Test
    void imapOffersNoLoginBeforeTls() throws Exception {
        try (Wire wire = Wire.clear(sandbox.operator().ports().imap())) {
            wire.line();
            wire.send("a CAPABILITY");
            assertThat(wire.line()).contains("LOGINDISABLED", "STARTTLS").doesNotContain("AUTH=");
            wire.line();
            wire.send("b LOGIN " + claire.login() + " " + claire.password());
            assertThat(wire.line()).startsWith("b NO");
        }
    }

    private fr.mssgw.certs.demo.Issued good() {
        SandboxFile.Colleague colleague = sandbox.peer("listed").people().stream()
                .filter(person -> person.smime().equals("good"))
                .findFirst()
                .orElseThrow();
        return PeerSender.identity(colleague.certificate(), colleague.key());
    }

    private static String headers(String from, String to, String subject) {
        return "From: <" + from + ">\r\nTo: <" + to + ">\r\nSubject: " + subject + "\r\nMessage-ID: <"
                + UUID.randomUUID() + "@essai.mssante.fr>\r\nDate: Sun, 22 Nov 2026 10:00:00 +0100\r\n"
                + "MIME-Version: 1.0\r\n";
    }

    private String around(String entity) {
        return around(entity, subject());
    }

    private String around(String entity, String subject) {
        return headers(COLLEAGUE, claire.bal(), subject) + entity;
    }

    private void handIn(String message) throws IOException {
        try (SmtpDialogue session = post.peer("listed")) {
            accepted(send(session, COLLEAGUE, claire.bal(), message));
        }
    }

    /** What Claire Martin reads of it. */
    private String fromColleague(String message) throws IOException {
        handIn(message);
        String subject = message.replaceAll("(?s).*?\r\nSubject: ([^\r]*)\r\n.*", "$1");
        try (Imap imap = Imap.inbox(sandbox, claire)) {
            return imap.message(imap.find(subject));
        }
    }

    private String answer(String patient, SandboxFile.Account to) throws IOException {
        String subject = subject();
        try (SmtpDialogue session = post.mes()) {
            accepted(send(session, patient, to.bal(), mail(patient, to.bal(), subject, "")));
        }
        return subject;
    }

    private String relayed(String text) throws IOException {
        Inbox inbox = new Inbox(Path.of(sandbox.mes().inbox()));
        for (String name : inbox.names()) {
            String message = new String(inbox.message(name), StandardCharsets.ISO_8859_1);
            if (message.contains(text)) {
                return message;
            }
        }
        return "";
    }

    private int fins(String patient) throws IOException {
        Inbox inbox = new Inbox(Path.of(sandbox.mes().inbox()));
        int count = 0;
        for (String name : inbox.names()) {
            if (inbox.envelope(name).recipients().contains(patient)
                    && inbox.envelope(name).from().startsWith("secretariat.cardio@")
                    && new String(inbox.message(name), StandardCharsets.ISO_8859_1).contains("X-MSS-MES: FIN")) {
                count++;
            }
        }
        return count;
    }

    /** Ends a transaction with one more recipient. */
    private static Reply toOneMore(SmtpDialogue session, String to, String message) throws IOException {
        accepted(session.command("RCPT TO:<" + to + ">"));
        assertThat(session.command("DATA").code()).isEqualTo(354);
        return session.content(message.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void accepted(Reply reply) {
        assertThat(reply.code()).as(reply.toString()).isEqualTo(250);
    }
}
