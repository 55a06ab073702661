package fr.mssgw.core.mail;

import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.fixture.Growth;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeFilter;
import org.jsoup.select.NodeTraversor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HtmlTextTest {
    private static final Set<String> HIDDEN =
            Set.of("script", "style", "title", "template", "iframe", "noembed", "noframes");

    /**
     * Without what jsoup reads otherwise than §13.2.5 has it, on purpose: a tag that never ends, {@code <![CDATA[}, a number
     * of no character, and a title, template or head's noscript that is not closed.
     */
    private static final String[] PIECES = {
        "un",
        "deux",
        " ",
        "\n",
        "<p>",
        "</p>",
        "<div>",
        "</div>",
        "<b>",
        "</b>",
        "<i class=x>",
        "</i>",
        "<br>",
        "<br/>",
        "<ul>",
        "<li>",
        "</ul>",
        "<h1>",
        "</h1>",
        "<span title=\"a > b\">",
        "<a href='x>y'>",
        "<a href=x/>",
        "</a>",
        "<o:p>",
        "</o:p>",
        "<a x==\">",
        "<a =\">",
        "<a x = \">\" y>",
        ">",
        "< ",
        "</>",
        "</ x>",
        "/",
        "\"",
        "'",
        "=",
        "!",
        "-",
        "&",
        ";",
        "#",
        "&eacute;",
        "&rsquo;",
        "&nbsp;",
        "&lt;",
        "&amp;",
        "&#233;",
        "&#xE9;",
        "&#146;",
        "&hairsp;",
        "&NonBreakingSpace;",
        "&period;",
        "&bsol;",
        "&inconnu;",
        "&lt ",
        "<!-- x -->",
        "<!-->",
        "<!--->",
        "<!--",
        "-->",
        "--!>",
        "<!DOCTYPE html>",
        "<?php x ?>",
        "<style>",
        "</style>",
        "</stylex>",
        "<script>",
        "</script>",
        "</SCRIPT >",
        "if (a<1) x",
        "<title>x <b></title>",
        "<template>x<b>y</b></template>",
        "<textarea>x <b>&eacute;</textarea>",
        "<xmp>",
        "</xmp>",
        "<iframe>",
        "</iframe>",
        "un<noscript>deux</noscript>",
        "<body>",
        "</body>",
        "<html>",
        "<head>",
        "</head>",
        "\u00e9",
        "1 < 2"
    };

    /** Elements that are closed where they should be. */
    private static final String[] WHOLE = {
        "un",
        "deux",
        " ",
        "&nbsp;",
        "&eacute;",
        "<b>un</b>",
        "<p>deux</p>",
        "<div>un<br>deux</div>",
        "<!-- x -->",
        "<ul><li>un<li>deux</ul>",
        "<style>x</style>",
        "<table><tr><td>un<td>deux</table>",
        "<o:p>un</o:p>",
        "<template><p>x</p></template>",
        "<a href='x>y'>un</a>",
        "<h1>deux</h1>",
        "<hr>",
        "<noscript>un</noscript>"
    };

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
            &inconnu; &#; &#x; &                      | &inconnu; &#; &#x; &
            &#0;&#xD800;&#x110000;&#99999999999;      | \uFFFD\uFFFD\uFFFD\uFFFD
            &#146;&#x80;&#0000000000233;&#233&#xE9    | ’€ééé
            &eacutes &rsquo &eacute;&lt                | és &rsquo é<
            a<![CDATA[x]]>b                           | ab
            a<!-->b<!--->c<!-- -- --!>d<!-- > -->e    | abcde
            a<style:x>b<o:p>c</o:p></p:x>d            | abcd
            a<style></stylex></style/>b</>c</ >d      | abcd
            <a ="x>y</a><a x==">z<a x=y"z>t<a/x='>'>  | yzt
            a<template>b<p><template>c</template>d</p></template>e</template>f | aef
            <noscript>a</noscript><iframe><p></iframe><noembed>b</noembed> | a
            <textarea><b>&amp;</textarea><xmp><i>&amp;</xmp>   | <b>&<i>&amp;
            a<plaintext></plaintext>&amp;             | a</plaintext>&amp;
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
    @ValueSource(
            strings = {"un<!-- fin", "un<script>fin", "un<a title=\"fin", "un<a fin", "un</fin", "un<template>fin"})
    void whatNeverEndsHidesTheRestAsInABrowser(String html) {
        assertThat(HtmlText.visible(html)).isEqualTo("un");
    }

    @Test
    void anEndTagThatIsNotEvenNamedIsText() {
        assertThat(HtmlText.visible("un</")).isEqualTo("un</");
    }

    /**
     * jsoup builds the tree that a browser builds; the text of its nodes is what is seen. Where an end tag stands that ends
     * nothing, we begin a line and a tree does not (§13.2.6.4.7): without the tree nobody knows.
     */
    @Property(tries = 3_000)
    void theTextIsWhatJsoupSees(@ForAll("pieces") String html) {
        assertThat(String.join("", words(HtmlText.visible(html)))).isEqualTo(String.join("", words(seenByJsoup(html))));
    }

    @Property
    void theWordsOfWholeElementsAreThoseThatJsoupSees(@ForAll("elements") String html) {
        assertThat(words(HtmlText.visible(html))).isEqualTo(words(seenByJsoup(html)));
    }

    @Provide
    Arbitrary<String> elements() {
        return Arbitraries.of(WHOLE).list().ofMaxSize(14).map(pieces -> String.join("", pieces));
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.split("[\\s\u00a0]+"))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private static String seenByJsoup(String html) {
        StringBuilder seen = new StringBuilder();
        NodeTraversor.filter(
                new NodeFilter() {
                    @Override
                    public FilterResult head(Node node, int depth) {
                        if (node instanceof TextNode text) {
                            seen.append(text.getWholeText());
                        }
                        line(node);
                        return HIDDEN.contains(node.nodeName()) ? FilterResult.SKIP_ENTIRELY : FilterResult.CONTINUE;
                    }

                    @Override
                    public FilterResult tail(Node node, int depth) {
                        line(node);
                        return FilterResult.CONTINUE;
                    }

                    private void line(Node node) {
                        seen.append(HtmlText.LINES.contains(node.nodeName()) ? "\n" : "");
                    }
                },
                Jsoup.parse(html));
        return seen.toString();
    }

    /** Pieces of HTML as letters have them, and as they might. */
    @Provide
    Arbitrary<String> pieces() {
        return Arbitraries.of(PIECES).list().ofMaxSize(14).map(pieces -> String.join("", pieces));
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
