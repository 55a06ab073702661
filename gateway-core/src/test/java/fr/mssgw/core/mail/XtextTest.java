package fr.mssgw.core.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 3461 §4. */
class XtextTest {
    @ParameterizedTest
    @CsvSource({"abc,abc", "a b,a+20b", "a+b,a+2Bb", "a=b,a+3Db", "x+y@z.fr,x+2By@z.fr", "é,+C3+A9"})
    void whatMayNotStandForItselfIsEncoded(String text, String xtext) {
        assertThat(Xtext.encode(text)).isEqualTo(xtext);
        assertThat(Xtext.isXtext(xtext)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a=b", "a+", "a+2", "a+zz", "a+2b", "a+ 2", "é", "a\r\nb", "\u007f"})
    void whatIsNoXtextMeansNothing(String text) {
        assertThat(Xtext.isXtext(text)).isFalse();
        assertThat(Xtext.decode(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a+0D+0ABcc:+20x", "+00", "+7F", "+C3+A9", "+09"})
    void whatIsNotPrintableAsciiMeansNothing(String xtext) {
        assertThat(Xtext.isXtext(xtext)).isTrue();
        assertThat(Xtext.decode(xtext)).isEmpty();
        assertThat(Xtext.decodeOriginalRecipient("rfc822;" + xtext)).isEmpty();
    }

    @Property
    void printableTextComesBackAsItWas(@ForAll @CharRange(from = ' ', to = '~') String text) {
        assertThat(Xtext.decode(Xtext.encode(text))).contains(text);
    }

    @Property
    void anyTextIsEitherPrintableOrMeansNothing(@ForAll String text) {
        Optional<String> meaning = Xtext.decode(text);
        assertThat(meaning.stream().flatMap(one -> one.chars().boxed())).allMatch(c -> c >= ' ' && c <= '~');
        assertThat(Xtext.isXtext(Xtext.encode(text))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "rfc822;Jean+2Bx@pair.mssante.fr,rfc822;Jean+x@pair.mssante.fr",
        "utf-8;a@b.fr,utf-8;a@b.fr",
        "rfc822;,rfc822;"
    })
    void anOriginalRecipientKeepsItsType(String parameter, String field) {
        assertThat(Xtext.decodeOriginalRecipient(parameter)).contains(field);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ";a@b.fr", "a@b.fr", "r 8;a@b.fr", "rfc822\r\nX: y;a"})
    void anOriginalRecipientOfAnotherFormMeansNothing(String parameter) {
        assertThat(Xtext.decodeOriginalRecipient(parameter)).isEmpty();
    }
}
