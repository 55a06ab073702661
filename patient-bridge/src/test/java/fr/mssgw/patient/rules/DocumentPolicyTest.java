package fr.mssgw.patient.rules;

import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.identity.InsAddress;
import fr.mssgw.core.message.HealthDocument;
import fr.mssgw.core.message.HealthDocument.Kind;
import fr.mssgw.core.policy.Verdict;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DocumentPolicyTest {
    private static final InsAddress PATIENT = new InsAddress("279035121518989");
    private static final InsAddress OTHER = new InsAddress("179037512151842");

    private static String refusal(Set<InsAddress> patients, HealthDocument... documents) {
        return DocumentPolicy.refusal(List.of(documents), patients)
                .map(refuse -> refuse.rule().id() + " " + refuse.reason())
                .orElse("");
    }

    private static HealthDocument cda(String... matricules) {
        return new HealthDocument(Kind.CDA, false, Set.of(matricules), true);
    }

    @ParameterizedTest
    @CsvSource({
        "279035121518989, ''",
        "2790351215189, ''",
        "179037512151842, GW-PAT-7 un document CDA joint porte l'INS d'un autre patient que le destinataire (erreur 904)",
        "279035121518988, GW-PAT-7 un document CDA joint porte l'INS d'un autre patient que le destinataire (erreur 904)",
        "27903512151, GW-PAT-7 un document CDA joint porte l'INS d'un autre patient que le destinataire (erreur 904)",
    })
    void theDocumentIsOfTheRecipient(String matricule, String refusal) {
        assertThat(refusal(Set.of(PATIENT), cda(matricule))).isEqualTo(refusal);
    }

    @Test
    void aDocumentWithoutInsHasNothingToCompare() {
        assertThat(refusal(Set.of(PATIENT), cda())).isEmpty();
        assertThat(refusal(Set.of(PATIENT))).isEmpty();
    }

    @Test
    void oneGoodDocumentDoesNotExcuseABadOne() {
        assertThat(refusal(
                        Set.of(PATIENT),
                        cda("279035121518989"),
                        new HealthDocument(Kind.METADATA, true, Set.of("179037512151842"), true)))
                .isEqualTo("GW-PAT-7 METADATA.XML de l'archive IHE_XDM.zip porte l'INS d'un autre patient que le"
                        + " destinataire (erreur 904)");
        assertThat(refusal(Set.of(PATIENT), cda("279035121518989", "179037512151842")))
                .startsWith("GW-PAT-7");
    }

    @Test
    void noDocumentIsOfTwoPatients() {
        assertThat(refusal(Set.of(PATIENT, OTHER), cda("279035121518989"), cda("179037512151842")))
                .endsWith("; envoyez un message par patient");
        assertThat(refusal(Set.of(PATIENT, OTHER), cda())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "CDA; un document CDA de l'archive IHE_XDM.zip : lecture impossible",
                "ARCHIVE; une archive ZIP jointe : ce n'est pas une archive lisible jusqu'à sa fin et sans équivoque",
                "ENCRYPTED_ARCHIVE; une archive ZIP jointe : elle est protégée par un mot de passe",
                "BARE_ARCHIVE; une archive IHE_XDM.zip jointe : elle ne contient pas de METADATA.XML",
            })
    void theSenderIsToldWhyADocumentCannotBeRead(Kind kind, String why) {
        assertThat(refusal(Set.of(PATIENT), new HealthDocument(kind, true, Set.of(), false)))
                .isEqualTo("GW-PAT-8 " + why + ", le patient concerné ne peut être vérifié");
    }

    @Test
    void whatCannotBeReadIsRefusedAndAWrongPatientFirst() {
        assertThat(refusal(Set.of(PATIENT), new HealthDocument(Kind.CDA, true, Set.of("179037512151842"), false)))
                .startsWith("GW-PAT-7");
    }

    @Test
    void noReasonHoldsAMatricule() {
        Verdict.Refuse refuse = DocumentPolicy.refusal(List.of(cda("179037512151842")), Set.of(PATIENT))
                .orElseThrow();
        assertThat(refuse.reason()).doesNotContainPattern("[0-9]{8}");
    }
}
