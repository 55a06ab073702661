package fr.mssgw.patient.rules;

import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.message.MimeOutline.Content;
import fr.mssgw.core.message.MimeOutline.File;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FilePolicyTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "279035121518989.exe",
                "2 79 03 51 215 189 89.exe",
                "2.79.03.51.215.189.89.exe",
                "279035121518989 resultats du laboratoire de janv.exe",
                "bilan 279035121518989 du laboratoire de ville.exe",
                "bilan 2.79.03.51.215.189.89 du laboratoire de ville.exe",
                "27903512151\u200b8989 resultats du laboratoire.exe",
            })
    void aRefusedNameShowsNoMatriculeWhereverItIsCut(String name) {
        String reason = FilePolicy.refusal(List.of(new File(name, "application/octet-stream", Content.ARCHIVE)))
                .orElseThrow()
                .reason();
        assertThat(reason.replaceAll("[^0-9]", ""))
                .doesNotContain("15189")
                .doesNotContain("1518989")
                .hasSizeLessThan(4);
        assertThat(reason).contains(".exe");
    }
}
