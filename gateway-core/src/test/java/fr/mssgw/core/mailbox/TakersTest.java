package fr.mssgw.core.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.identity.Person;
import fr.mssgw.core.identity.Rpps;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TakersTest {
    private static Person person(String name, int number) {
        return new Person(name, new Rpps("1000000000" + number));
    }

    private static final Person CLAIRE = person("Claire Martin", 1);
    private static final Person CAROLE = person("Carole Mercier", 2);
    private static final Person PAUL = person("Paul Petit", 3);
    private static final Takers TEAM = Takers.of(List.of(CLAIRE, CAROLE, PAUL));

    @ParameterizedTest
    @CsvSource({
        "Paul Petit, PP",
        "Dr Claire MARTIN, CM",
        "Jean-Noël d'Arcy, JNDA",
        "Éloïse Œuvrard, E",
        "Marie-Anne de la Tour du Pin, MADL",
        "M. Paul Petit, PP",
        "张伟, X",
    })
    void initialsAreTheFirstLettersOfTheWordsWithoutAccentsOrTitles(String name, String initials) {
        assertThat(Takers.of(List.of(person(name, 1))).keywordOf(person(name, 1).rpps()))
                .contains("$MSS_Taken_" + initials);
    }

    @Test
    void whereTwoHaveTheSameInitialsTheFirstOfTheFileKeepsThem() {
        assertThat(TEAM.keywordOf(CLAIRE.rpps())).contains("$MSS_Taken_CM");
        assertThat(TEAM.keywordOf(CAROLE.rpps())).contains("$MSS_Taken_CM2");
        Takers larger = Takers.of(List.of(CLAIRE, CAROLE, PAUL, person("Chloé Morel", 4)));
        assertThat(larger.initials()).containsAllEntriesOf(TEAM.initials());
        assertThat(larger.keywordOf(new Rpps("10000000004"))).contains("$MSS_Taken_CM3");
    }

    @Test
    void theLastWhoTakesHasIt() {
        assertThat(settled(List.of("$MSS_Taken_CM", "a"), List.of("$MSS_Taken_CM", "$MSS_Taken_PP", "a"), PAUL))
                .containsExactly("a", "$MSS_Taken_PP");
    }

    @Test
    void aMemberMayHandAMessageToAnother() {
        assertThat(settled(List.of("$MSS_Taken_PP"), List.of("$MSS_Taken_PP", "$mss_taken_cm2"), PAUL))
                .containsExactly("$MSS_Taken_CM2");
    }

    @Test
    void withoutInitialsAPersonMeansThemselves() {
        assertThat(settled(List.of("$MSS_Taken_CM"), List.of("$MSS_Taken_CM", "$MSS_Taken"), PAUL))
                .containsExactly("$MSS_Taken_PP");
    }

    @Test
    void ofTwoAtOnceTheOwnWins() {
        assertThat(settled(List.of(), List.of("$MSS_Taken_CM", "$MSS_Taken_PP"), PAUL))
                .containsExactly("$MSS_Taken_PP");
        assertThat(TEAM.settle(List.of(), List.of("$MSS_Taken_PP", "$MSS_Taken_CM"), Optional.empty()))
                .containsExactly("$MSS_Taken_CM");
    }

    private static List<String> settled(List<String> before, List<String> wanted, Person actor) {
        return TEAM.settle(before, wanted, Optional.of(actor.rpps()));
    }

    @Property
    void atMostOneMemberHasAMessageAndOtherKeywordsStay(
            @ForAll("keywords") List<String> before, @ForAll("keywords") List<String> wanted) {
        List<String> settled = settled(before, wanted, CLAIRE);
        assertThat(settled.stream().filter(Takers::isTaken)).hasSizeLessThanOrEqualTo(1);
        assertThat(settled.stream().filter(Takers::isTaken))
                .allMatch(keyword -> TEAM.initials().containsValue(keyword.substring(Takers.PREFIX.length())));
        List<String> others = new ArrayList<>(wanted);
        others.removeIf(Takers::isTaken);
        assertThat(settled).containsAll(others);
    }

    @net.jqwik.api.Provide
    net.jqwik.api.Arbitrary<List<String>> keywords() {
        return net.jqwik.api.Arbitraries.of(
                        "a",
                        "$MSS_Open",
                        "$MSS_Taken",
                        "$MSS_Taken_CM",
                        "$MSS_Taken_CM2",
                        "$mss_taken_pp",
                        "$MSS_Taken_")
                .list()
                .uniqueElements()
                .ofMaxSize(5);
    }
}
