package fr.mssgw.store.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class NewsTest {

    @Test
    void newsAreAFewWordsAfterTheNodesName() {
        News news = new News(Map.of(12L, false), true, Set.of("claire@demo.mssante.fr 10001234567"), false);
        assertThat(news.payloads("mx#1")).containsExactly("mx#1 q aclaire@demo.mssante.fr:10001234567 c12");
        assertThat(News.read("mx#1 q aclaire@demo.mssante.fr:10001234567 c12")).contains(new News.Told("mx#1", news));
    }

    @Property(tries = 100)
    void manyFoldersComeInPayloadsThatPostgresqlTakes(
            @ForAll @Size(max = 3_000) Map<@LongRange(min = 1, max = Long.MAX_VALUE / 10) Long, Boolean> folders) {
        Map<Long, Boolean> read = new LinkedHashMap<>();
        for (String payload : new News(folders, false, Set.of(), false).payloads("a.host.with.a.name#0123456789ab")) {
            assertThat(payload.length()).isLessThan(8_000);
            read.putAll(News.read(payload).orElseThrow().news().folders());
        }
        assertThat(read).isEqualTo(folders);
    }

    @Test
    void aWordOfANewerGatewayMakesAnOlderOneReadAgain() {
        assertThat(News.read("mx#1 z7").orElseThrow().news().everything()).isTrue();
        assertThat(News.read("")).isEqualTo(Optional.empty());
    }

    @Property
    void noTextIsAFault(@ForAll String text) {
        assertThat(News.read(text)).isNotNull();
    }
}
