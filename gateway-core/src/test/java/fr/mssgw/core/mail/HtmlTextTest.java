package fr.mssgw.core.mail;

import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.fixture.Growth;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HtmlTextTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            <b>non</b> remis                          | non remis
            &eacute;chec &#233;&#xE9; d&rsquo;envoi   | échec éé d’envoi
            a &lt;b@c&gt; &amp;eacute;                | a <b@c> &eacute;
            a<style>p { color: red }</style>b         | ab
            a<SCRIPT src=x>if (a</b) x</script >b     | ab
            a<!-- <p> -->b<!DOCTYPE x>c<?php x ?>d    | abcd
            <a title="1 > 0" href=x>lien</a>          | lien
            1 < 2 & 3 > 2                             | 1 < 2 & 3 > 2
            &inconnu; &#0; &#x110000; &               | &inconnu; &#0; &#x110000; &
            """)
    void whatAReaderSeesIsKept(String html, String text) {
        assertThat(HtmlText.visible(html)).isEqualTo(text);
    }

    @Test
    void anElementThatBeginsALineBeginsOne() {
        assertThat(HtmlText.visible("<p>un</p><div>deux<br>trois</div>").lines())
                .filteredOn(line -> !line.isEmpty())
                .containsExactly("un", "deux", "trois");
    }

    @ParameterizedTest
    @ValueSource(strings = {"un<!-- fin", "un<script>fin", "un<a title=\"fin", "un<a fin", "un</fin"})
    void whatNeverEndsHidesTheRestAsInABrowser(String html) {
        assertThat(HtmlText.visible(html)).isEqualTo("un");
    }

    @Property
    void anyTextIsRead(@ForAll String html) {
        assertThat(HtmlText.visible(html)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"<", "<a", "<!--", "<script>", "</", "<a x=\"", "&", "&#", "<style></", "<a x=' <"})
    void timeGrowsWithTheTextAndNotWithItsSquare(String piece) throws Exception {
        Growth.isLinear(4_000, piece::repeat, HtmlText::visible);
    }
}
