package fr.mssgw.core.mailbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.conversation.ConversationKey;
import fr.mssgw.core.fixture.Growth;
import fr.mssgw.core.identity.InsAddress;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.core.mailbox.PatientFolder.Naming;
import fr.mssgw.core.message.RawMessage;
import java.util.Base64;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatientFolderTest {
    private static final MssAddress CLAIRE = MssAddress.parse("claire.martin@demo.mssante.fr");
    private static final ConversationKey HERS = new ConversationKey(new InsAddress("279035121518989"), CLAIRE);
    private static final ConversationKey HIS = new ConversationKey(new InsAddress("179037512151842"), CLAIRE);
    private static final String NUMBER = " \\[[0-9a-f]{8}]";

    private static String folder(Naming naming, String name, ConversationKey key) throws Exception {
        String from = "From: " + name + " <" + key.patient().address().wireForm() + ">\r\n\r\n";
        return PatientFolder.of(naming, HeaderSection.read(RawMessage.of(from.getBytes(UTF_8))), key)
                .orElse("");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Marie Durand|Marie Durand",
                "=?utf-8?Q?H=C3=A9l=C3=A8ne_Petit?=|Hélène Petit",
                "\"Dr. A/B%C*D\"|Dr A B C D",
                "\"Durand [00000000]\"|Durand 00000000",
                "\"../../INBOX\"|INBOX",
                "=?utf-8?B?TWFyaWUNCkRlbGV0ZQ==?=|2xxxxxxxxxxxxxx",
                "\"%*./\"|2xxxxxxxxxxxxxx",
                "\"1234\"|2xxxxxxxxxxxxxx",
                "\"Marie 2 79 03 51 215 189 89\"|2xxxxxxxxxxxxxx",
                "\"279.03.51.215.189.89 Marie\"|2xxxxxxxxxxxxxx",
                "\"Marie (1_79_03_75_121_518)\"|2xxxxxxxxxxxxxx",
                "``|2xxxxxxxxxxxxxx",
            })
    void aFolderIsNamedByWhatIsHarmlessInThePatientsName(String name, String folder) throws Exception {
        assertThat(folder(Naming.NAME, name, HERS))
                .startsWith("Patients." + folder + " [")
                .matches("[^\\[]*" + NUMBER);
    }

    @Test
    void twoPatientsOfOneNameHaveTwoFoldersAndOnePatientHasOne() throws Exception {
        assertThat(folder(Naming.NAME, "Dominique Durand", HERS))
                .isEqualTo(folder(Naming.NAME, "Dominique Durand", HERS))
                .isNotEqualTo(folder(Naming.NAME, "Dominique Durand", HIS));
        assertThat(folder(Naming.INS, "Dominique Durand", HIS)).matches("Patients\\.1x{14}" + NUMBER);
        assertThat(folder(Naming.NONE, "Dominique Durand", HIS)).isEmpty();
    }

    @Test
    void aNameOfMarksIsReadInTimeThatGrowsWithIt() throws Exception {
        Growth.isLinear(
                1_000,
                n -> "=?utf-8?Q?H?= "
                        + ("=?utf-8?B?"
                                        + Base64.getEncoder()
                                                .encodeToString(
                                                        "\u0301".repeat(20).getBytes(UTF_8)) + "?=\r\n ")
                                .repeat(n / 20),
                name -> folder(Naming.NAME, name, HERS));
    }

    @Property
    void anyNameMakesOneLevelThatEveryClientCanList(@ForAll String name) throws Exception {
        String word = "=?utf-8?B?" + Base64.getEncoder().encodeToString(name.getBytes(UTF_8)) + "?=";
        String folder = folder(Naming.NAME, word, HERS);
        assertThat(folder).matches("Patients\\.[^%*./\\\\\"&#\\[\\]\\p{Cntrl}]+" + NUMBER);
        assertThat(folder.codePointCount(0, folder.length())).isLessThanOrEqualTo("Patients.".length() + 60 + 11);
        assertThat(folder).doesNotContain("  ", HERS.patient().matricule());
    }
}
