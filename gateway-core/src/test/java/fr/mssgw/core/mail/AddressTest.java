package fr.mssgw.core.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
    private static String shown(String field) {
        return String.join(
                ", ",
                Address.parse(field).stream()
                        .map(one -> one.name() + " <" + one.mailbox() + "@" + one.host() + ">")
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a . b @ c . fr",
                "a. b@c .fr",
                "a .b@c. fr",
                "\"a\".b@c.fr",
                "\"a\" . \"b\" @ c.fr",
                "a.\"b\"@c.fr",
                "a (x) . (y) b@c . fr",
                "<a . b @ c . fr>",
                "<\"a\" . \"b\" @ c.fr>",
                "<a(x).b(y)@(z)c(.).fr>",
                "<@r:a . b @ c . fr>",
            })
    void spaceCommentsAndQuotesAroundTheDotsAreNoPartOfAnAddress(String written) {
        assertThat(Address.parse(written).get(0).spelled()).contains("a.b@c.fr");
        assertThat(Address.parse("Un <u@n.fr>, " + written + ", deux@c.fr"))
                .extracting(one -> one.spelled().orElse(""))
                .containsExactly("u@n.fr", "a.b@c.fr", "deux@c.fr");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Dr. J . P. Petit <j@p.fr>          | Dr. J . P. Petit <j@p.fr>",
                "\"Un\" Deux \"Trois\" <a@b.fr>     | Un Deux Trois <a@b.fr>",
                "\"a b\"@c.fr                       | ` <a b@c.fr>`",
                "\"Dr.\" a@b.fr                     | Dr. <a@b.fr>",
                "Nom a@b.fr                         | Nom <a@b.fr>",
                "<Nom a@b.fr>                       | Nom <a@b.fr>",
                "a@b.fr (Paul Petit)                | Paul Petit <a@b.fr>",
                "a@b.fr c@d.fr                      | ` <a@b.fr>,  <c@d.fr>`",
                "a@[192.0.2.1]                      | ` <a@[192.0.2.1]>`",
                "<a.@b.>                            | ` <a.@b.>`",
            })
    void whatBelongsToANameIsShownAsOne(String written, String shown) {
        assertThat(shown(written)).isEqualTo(shown);
    }

    @ParameterizedTest
    @ValueSource(strings = {"groupe:;", "juste des mots", "<>", "@b.fr", "a@", "<sans-domaine>", ""})
    void whatHasNoTwoPartsSpellsNoAddress(String written) {
        assertThat(Address.parse(written)).allMatch(one -> one.spelled().isEmpty());
    }

    @Property
    void dotsJoinTheSameWordsWhateverStandsAroundThem(
            @ForAll("words") List<String> local,
            @ForAll("words") List<String> host,
            @ForAll("gaps") List<String> gaps) {
        String plain = String.join(".", local) + "@" + String.join(".", host);
        StringBuilder odd = new StringBuilder();
        int gap = 0;
        for (char c : plain.toCharArray()) {
            odd.append(
                    c == '.' || c == '@'
                            ? gaps.get(gap++ % gaps.size()) + c + gaps.get(gap++ % gaps.size())
                            : String.valueOf(c));
        }
        for (String written : List.of(odd.toString(), "<" + odd + ">", "Un Nom <" + odd + ">")) {
            assertThat(Address.parse(written))
                    .as(written)
                    .extracting(Address::spelled)
                    .containsExactly(Optional.of(plain));
        }
    }

    @Provide
    Arbitrary<List<String>> words() {
        return Arbitraries.of("a", "b-c", "=?x?=", "1", "\u00e9")
                .list()
                .ofMinSize(1)
                .ofMaxSize(4);
    }

    @Provide
    Arbitrary<List<String>> gaps() {
        return Arbitraries.of("", " ", "\t", "(x)", " (y (z)) ", "(\\))")
                .list()
                .ofMinSize(1)
                .ofMaxSize(8);
    }
}
