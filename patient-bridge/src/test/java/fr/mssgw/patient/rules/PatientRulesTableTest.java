package fr.mssgw.patient.rules;

import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.conversation.ConversationState;
import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.message.MimeOutline;
import fr.mssgw.core.message.MimeOutline.Content;
import fr.mssgw.core.policy.Verdict;
import fr.mssgw.patient.rules.ConversationRules.FromPatient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Every state, kind of BAL and content against docs/patient-rules.md, which people read and agree to. Written anew with
 * {@code mvn -pl patient-bridge -am test -Dtest=PatientRulesTableTest -Dpatient-rules.write=true}.
 */
class PatientRulesTableTest {
    private static final Path PAGE = Path.of("../docs/patient-rules.md");
    private static final MimeOutline WITHOUT = new MimeOutline(List.of());
    private static final MimeOutline WITH =
            new MimeOutline(List.of(new MimeOutline.File("ordonnance.pdf", "application/pdf", Content.PDF)));
    private static final MimeOutline BAD =
            new MimeOutline(List.of(new MimeOutline.File("jeu.exe", "application/octet-stream", Content.OTHER)));

    @Test
    void thePageSaysWhatTheRulesDo() throws IOException {
        String page = page();
        if (Boolean.getBoolean("patient-rules.write")) {
            Files.writeString(PAGE, page);
        }
        assertThat(PAGE)
                .content()
                .as("docs/patient-rules.md has drifted from the rules")
                .isEqualTo(page);
    }

    private String page() {
        StringBuilder page = new StringBuilder(
                """
                # What a patient may send to whom

                Written by `PatientRulesTableTest`, which fails when this page and the rules part; do not edit by hand.

                - **State**: `none` the professional never wrote to this patient (or wrote with another address in
                  Reply-To), `open` it did, `closed` it ended the exchange (`X-MSS-MES: FIN`, subject `[FIN]`, folder
                  « Échanges clos », the operator, or silence).
                - **At RCPT** the content is not known yet: refused there only when no content would pass.
                - **At DATA**: *accepted*, with the keyword set where there is one, or the rule that refuses. An accepted
                  message leaves the conversation `open`.
                - A file that may not be sent: anything but jpg, jpeg, tif, tiff, png, txt, pdf, rtf, doc (name and content
                  must agree) and a well-formed `IHE_XDM.zip`.
                - A **file that hides files** may not be sent either: a doc with macros (VBA), a doc or rtf with objects of other
                  programs, a picture or document with a ZIP behind it, an `IHE_XDM.zip` that holds anything but documents of
                  these kinds, xml, xsl, htm, css and gif. Files within a PDF are not looked for: they lie compressed in it, and
                  PDF/A-3 and forms have them by right.
                - Files amid the lines of a text that mail programs take out of it, uuencoded (`begin 644 name`) or in yEnc, are
                  refused as files; a `winmail.dat` is one by its name and content. Not looked at: `data:` links in HTML, which mail
                  programs do not offer as files, and what a text holds in other forms (BinHex, base64 in words).
                - First, after closure: `patient-initiated` of the BAL and `patients.after-closure`; only a pharmacy's
                  organisational BAL looks at them.
                - A **read receipt** (RFC 8098, null sender as its §3 asks) that names a message really sent to that patient
                  is accepted in any state and changes none: it is the reader's word, not a letter of the patient. It holds
                  exactly a human part (text, HTML without styles, or both as alternatives: 600 characters and 12 lines
                  together, the same words counted once, and with them the HTML's title and the values of its attributes),
                  the machine part that its `report-type` announces (2,000 octets, known fields, each once) and at most a
                  header section that it sends back (4,000 octets); no names, no text around the parts, nothing that readers
                  see differently, 64 KiB in all; its subject has 300 characters at most, the fields
                  that no mail server writes 1,000 together. It is stored once for each message, and sets `$MSS_Read` on
                  the sender's copy when that is among the newest 1,000 messages of a folder. A receipt that comes after
                  Mon espace santé had returned the message is taken as well: both are kept. So is a report that the
                  message was delivered (RFC 3464). Any other mail is judged as an ordinary message, with each part that
                  is no shown text as a file, whatever type it declares; an exact report that names no known message has none.
                  Where it is refused although it calls itself a report (`multipart/report`), the reply and the audit say first
                  what keeps it from being one (« accusé non reconnu (objet de plus de 300 caractères) : … »).
                - One that has the **patient as MAIL FROM** is taken alike. Where the table refuses at RCPT, it is let through
                  to DATA only while a letter that asked for a receipt (`Disposition-Notification-To`,
                  `Return-Receipt-To` or `NOTIFY=SUCCESS`) has none; there everything but the receipt gets the same refusal.
                - The **end** of an exchange is told once: a later message that says nothing else (subject `[FIN]`, or
                  `X-MSS-MES: FIN` with an empty body, and no file) is accepted, kept as a step and not sent to the patient.
                - A **returned message** (RFC 3464, or a mail of Mon espace santé's postmaster that says so in the words of
                  common mail servers, in French or English) becomes one French message with the reason and what to do,
                  the report attached; the conversation keeps it and its state. The other form of the same report is
                  accepted and only traced. A report that is not understood, or that speaks of several patients or of a
                  delay, is delivered as it is.
                - With `patients.folders: name` or `ins` (default `none`) a letter that a patient sends to a nominative or
                  organisational BAL is in the INBOX and in `Patients.<name or masked matricule> [number]`, the number telling
                  patients of one name apart. It counts twice in the quota, as a copy does; a BAL that has no room for the
                  second one, or 2,000 such folders, gets it in the INBOX alone.

                | BAL | state | at RCPT | no document | a document | a file that may not be sent |
                |---|---|---|---|---|---|
                """);
        Bals.all().forEach((kind, bal) -> {
            for (ConversationState state : ConversationState.values()) {
                page.append("| %s | %s | %s | %s | %s | %s |\n"
                        .formatted(
                                kind,
                                Bals.word(state),
                                atRcpt(state, bal),
                                atData(state, bal, WITHOUT),
                                atData(state, bal, WITH),
                                atData(state, bal, BAD)));
            }
        });
        return page.toString();
    }

    private String atRcpt(ConversationState state, Bal bal) {
        return ConversationRules.recipientFromPatient(state, bal, Optional.empty())
                .fold(deliver -> "accepted", refuse -> refuse.rule().id(), later -> "later");
    }

    private String atData(ConversationState state, Bal bal, MimeOutline outline) {
        FromPatient judged = ConversationRules.messageFromPatient(state, bal, "objet", outline);
        if (judged instanceof FromPatient.Accepted accepted) {
            return "accepted"
                    + accepted.keywords().stream().map(k -> ", `" + k + "`").collect(Collectors.joining());
        }
        return ((FromPatient.Refused) judged).verdict().rule().id();
    }

    @Test
    void nothingIsRefusedAtRcptThatSomeContentWouldPass() {
        Bals.all().values().forEach(bal -> {
            for (ConversationState state : ConversationState.values()) {
                boolean someContentPasses = List.of(WITHOUT, WITH).stream()
                        .anyMatch(outline -> ConversationRules.messageFromPatient(state, bal, "", outline)
                                instanceof FromPatient.Accepted);
                Verdict atRcpt = ConversationRules.recipientFromPatient(state, bal, Optional.empty());
                assertThat(atRcpt.delivers()).isEqualTo(someContentPasses);
            }
        });
    }

    @Test
    void theExpectedStatesAreExactlyThoseInWhichTheSameMessagePasses() {
        Bals.all().values().forEach(bal -> {
            for (MimeOutline outline : List.of(WITHOUT, WITH)) {
                FromPatient.Accepted open = (FromPatient.Accepted)
                        ConversationRules.messageFromPatient(ConversationState.OPEN, bal, "", outline);
                for (ConversationState state : ConversationState.values()) {
                    assertThat(
                                    ConversationRules.messageFromPatient(state, bal, "", outline)
                                            instanceof FromPatient.Accepted)
                            .isEqualTo(open.expected().contains(state));
                }
            }
        });
    }

    @Test
    void noPatientReachesANonPharmacyWithoutAnOpenConversation() {
        Bals.all().values().stream()
                .filter(bal -> !bal.isPharmacysOrganisational())
                .forEach(bal -> {
                    assertThat(ConversationPolicy.accepting(bal, true)).containsExactly(ConversationState.OPEN);
                    assertThat(ConversationPolicy.accepting(bal, false)).containsExactly(ConversationState.OPEN);
                });
    }
}
