package fr.mssgw.certs;

import static fr.mssgw.certs.SmimeEntities.*;
import static fr.mssgw.certs.SmimeFixture.*;
import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.message.SmimeLabel.Status;
import fr.mssgw.core.port.MessageSecurity.Incoming;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The fields that a payload protects are the true ones, whatever layers are around it (RFC 9788 §2). */
class SmimeProtectedFieldsTest {
    private static final String FIELDS =
            "Subject: Annulation\r\nFrom: Claire Martin <claire.martin@demo.mssante.fr>\r\n"
                    + "To: <jean.dupont@pair.mssante.fr>\r\nDate: Mon, 30 Nov 2026 10:00:00 +0100\r\n";
    private static final String PAYLOAD =
            FIELDS + "Content-Type: text/plain; charset=utf-8; hp=\"clear\"\r\n\r\nOK pour moi.\r\n";

    @TempDir
    Path directory;

    private SmimeFixture fixture;

    @BeforeEach
    void start() throws Exception {
        fixture = new SmimeFixture(directory);
    }

    /** In what a payload travels. */
    enum Layers {
        DETACHED,
        OPAQUE,
        SEALED_DETACHED,
        SEALED_OPAQUE,
        TWICE_DETACHED,
        TRIPLE_WRAPPED;

        String around(String payload) throws Exception {
            return switch (this) {
                case DETACHED -> detached(payload);
                case OPAQUE -> opaque(payload);
                case SEALED_DETACHED -> sealed(detached(payload));
                case SEALED_OPAQUE -> sealed(opaque(payload));
                case TWICE_DETACHED -> detached(detached(payload));
                case TRIPLE_WRAPPED -> detached(sealed(detached(payload)));
            };
        }
    }

    private static RawMessage mail(String fields, String entity) {
        return raw(fields + "MIME-Version: 1.0\r\n" + entity);
    }

    private Incoming open(String fields, String entity) throws Exception {
        return opened(fixture.peer(), mail(fields, entity), JEAN, CLAIRE);
    }

    private static String subjectOf(Incoming incoming) throws Exception {
        return HeaderSection.read(incoming.content()).subject();
    }

    @ParameterizedTest
    @EnumSource
    void aSubjectThatWasChangedOnItsWayIsToldAndTheTrueOneShown(Layers layers) throws Exception {
        Incoming incoming = open(FIELDS.replace("Annulation", "Accord"), layers.around(PAYLOAD));

        assertThat(incoming.label().status()).isEqualTo(Status.VERIFIED);
        assertThat(incoming.label().differing()).containsExactly("subject");
        assertThat(subjectOf(incoming)).isEqualTo("Annulation");
        assertThat(text(incoming.content())).contains("\r\n\r\nOK pour moi.\r\n");
    }

    @ParameterizedTest
    @EnumSource
    void aHiddenSubjectIsShownAndIsNoDifference(Layers layers) throws Exception {
        for (String hidden : new String[] {"[...]", "...", "Encrypted Message"}) {
            Incoming incoming = open(FIELDS.replace("Annulation", hidden), layers.around(PAYLOAD));

            assertThat(incoming.label().status()).isEqualTo(Status.VERIFIED);
            assertThat(incoming.label().differing()).isEmpty();
            assertThat(subjectOf(incoming)).isEqualTo("Annulation");
        }
    }

    @ParameterizedTest
    @EnumSource
    void fieldsThatStandAlikeOutsideAreNoDifference(Layers layers) throws Exception {
        assertThat(open(FIELDS, layers.around(PAYLOAD)).label().differing()).isEmpty();
    }

    @Test
    void aDetachedSignatureStillVerifiesUnderTheTrueSubject() throws Exception {
        String entity = detached(PAYLOAD);
        Incoming incoming = open(FIELDS.replace("Annulation", "Accord"), entity);

        assertThat(text(incoming.content())).endsWith(entity.substring(entity.indexOf("\r\n\r\n")));
        Incoming again = opened(fixture.peer(), incoming.content(), JEAN, CLAIRE);
        assertThat(again.label().headerValue()).isEqualTo("verified; signer=" + CLAIRE.wireForm());
    }

    @Test
    void aDetachedMailWhoseSubjectIsTheSameIsDeliveredUnchanged() throws Exception {
        RawMessage mail = mail(FIELDS.replace("Annulation", "=?utf-8?Q?Annulation?="), detached(PAYLOAD));
        assertThat(opened(fixture.peer(), mail, JEAN, CLAIRE).content()).isSameAs(mail);
    }

    @ParameterizedTest
    @EnumSource
    void anOuterAddressOrDateThatIsAnotherIsTold(Layers layers) throws Exception {
        String entity = layers.around(PAYLOAD);
        assertThat(open(FIELDS.replace("jean.dupont@", "autre@"), entity)
                        .label()
                        .differing())
                .containsExactly("to");
        assertThat(open(FIELDS.replace("10:00:00", "11:00:00"), entity).label().differing())
                .containsExactly("date");
        assertThat(open(FIELDS.replace("From: Claire Martin <claire.", "From: Claire Martin <paul."), entity)
                        .label()
                        .differing())
                .containsExactly("from");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Subject: Annulation\r\nFrom: claire.martin@demo.mssante.fr\r\nTo: \"Dr Jean Dupont\"\r\n"
                        + " <Jean.Dupont@pair.mssante.fr>\r\nDate: Mon, 30 Nov 2026 09:00:00 +0000\r\n",
                "Subject:  =?iso-8859-1?Q?Annulation?=\r\nFrom: <claire.martin@demo.mssante.fr> (Claire)\r\n"
                        + "To: jean.dupont@pair.mssante.fr (Jean)\r\nDate: 30 Nov 2026 09:00:00 GMT\r\n",
            })
    void namesQuotesFoldsZonesAndEncodingsAreNoDifference(String fields) throws Exception {
        for (Layers layers : Layers.values()) {
            assertThat(open(fields, layers.around(PAYLOAD)).label().differing()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatTheSenderPutOutsideIsNoDifferenceAndAnythingElseIs(Layers layers) throws Exception {
        String outside = "Subject: Courrier\r\nFrom: claire.martin@demo.mssante.fr\r\n"
                + "To: liste@pair.mssante.fr\r\nDate: Mon, 30 Nov 2026 00:00:00 +0000\r\n";
        String entity = layers.around(PAYLOAD.replace(
                "Content-Type: text/plain; charset=utf-8; hp=\"clear\"",
                "Cc: <paul.petit@demo.mssante.fr>\r\nHP-Outer: "
                        + outside.strip().replace("\r\n", "\r\nHP-Outer: ")
                        + "\r\nContent-Type: text/plain; charset=utf-8; hp=\"cipher\""));

        Incoming incoming = open(outside, entity);
        assertThat(incoming.label().differing()).isEmpty();
        assertThat(subjectOf(incoming)).isEqualTo("Annulation");
        assertThat(open(outside.replace("Courrier", "Autre"), entity).label().differing())
                .containsExactly("subject");
        assertThat(open(outside.replace("liste@", "autre@") + "Cc: x@pair.mssante.fr\r\n", entity)
                        .label()
                        .differing())
                .containsExactly("to", "cc");
    }

    @Test
    void aMessageInClearHasNothingElseOutside() throws Exception {
        String payload = PAYLOAD.replace("Content-Type", "HP-Outer: Subject: Accord\r\nContent-Type");
        assertThat(open(FIELDS.replace("Annulation", "Accord"), detached(payload))
                        .label()
                        .differing())
                .containsExactly("subject");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: multipart/mixed; boundary=\"tb\";\r\n protected-headers=\"v1\"\r\nFIELDS\r\n"
                        + "--tb\r\nContent-Type: text/plain\r\n\r\nOK\r\n--tb--\r\n",
                "Content-Type: message/rfc822; forwarded=no\r\n\r\nFIELDSContent-Type: text/plain\r\n\r\nOK\r\n",
                "Content-Type: message/rfc822\r\n\r\nFIELDSContent-Type: text/plain\r\n\r\nOK\r\n",
            })
    void theFormsBeforeRfc9788AreReadInAllLayersToo(String form) throws Exception {
        for (Layers layers : Layers.values()) {
            Incoming incoming =
                    open(FIELDS.replace("Annulation", "Accord"), layers.around(form.replace("FIELDS", FIELDS)));
            assertThat(incoming.label().headerValue()).startsWith("verified").endsWith("; differs=subject");
            assertThat(subjectOf(incoming)).isEqualTo("Annulation");
        }
    }

    @Test
    void fieldsOfALayerAboveThePayloadAreNotTheMessages() throws Exception {
        String plain = "Content-Type: text/plain\r\n\r\nOK\r\n";
        String entity = "Subject: Annulation\r\n" + detached(plain, signature(plain), "; hp=\"cipher\"");
        Incoming incoming = open(FIELDS.replace("Annulation", "Accord"), sealed(entity));

        assertThat(incoming.label().differing()).isEmpty();
        assertThat(subjectOf(incoming)).isEqualTo("Accord");
    }

    @Test
    void aBrokenSignatureInsideAnIntactOneIsInvalid() throws Exception {
        String broken = detached(PAYLOAD.replace("OK", "KO"), signature(PAYLOAD), "");
        assertThat(open(FIELDS, detached(broken)).label().status()).isEqualTo(Status.INVALID);
    }

    @Test
    void moreThanFourSignaturesInsideOneAnotherAreNotRead() throws Exception {
        String entity = PAYLOAD;
        for (int i = 0; i < 4; i++) {
            entity = detached(entity);
        }
        assertThat(open(FIELDS, entity).label().status()).isEqualTo(Status.VERIFIED);
        assertThat(open(FIELDS, detached(entity)).label().status()).isEqualTo(Status.UNREADABLE);
    }

    @Test
    void aProtectedSubjectThatNoHeaderSectionMayHoldStaysWhereItIs() throws Exception {
        Incoming incoming =
                open(FIELDS.replace("Annulation", "Accord"), detached(PAYLOAD.replace("Annulation", "A\u0001")));
        assertThat(incoming.label().status()).isEqualTo(Status.INVALID);
        assertThat(incoming.label().differing()).containsExactly("subject");
        assertThat(subjectOf(incoming)).isEqualTo("Accord");
    }
}
