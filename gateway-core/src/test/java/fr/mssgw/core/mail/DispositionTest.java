package fr.mssgw.core.mail;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.fixture.Growth;
import fr.mssgw.core.mail.Ambiguity.Kind;
import fr.mssgw.core.message.RawMessage;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DispositionTest {
    private static Structure read(String fields) throws IOException {
        return Structure.read(RawMessage.of((fields + "\r\n\r\nx\r\n").getBytes(ISO_8859_1)));
    }

    private static Structure disposed(String disposition) throws IOException {
        return read("Content-Disposition: " + disposition);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "inline (; filename=\"virus.exe\"; x=)",
                "attachment (; filename=\"virus.js\"; x=); filename=\"a.txt\"",
                "inline filename=\"virus.exe\"",
                "inline, filename=\"virus.exe\"",
                "inline: filename=\"virus.exe\"",
                "\"attachment\"",
                "filename=\"virus.exe\"",
                "; filename=\"virus.exe\"",
                "\u00a0inline; filename=a.txt",
                "attachment; x=a\"; filename=a.txt; y=\"; filename=virus.js; z=\"",
                "inline; x=a\"; y=\"; filename=\"virus.exe\"",
                "inline; x=\"a\\\"; filename=\"virus.js\"; y=\"b\"",
                "inline; x=\"a\\\\\"; y=\"b; filename=virus.js\"",
                "inline; x=\"a; filename=virus.js; y\"",
                "inline; x=\"a\u0000\"; filename=a.txt",
                "inline; foo; filename=\"virus.js\"",
                "inline; \"filename\"=virus.js",
                "inline; filename *=utf-8''virus.js",
                "inline; filename\u00a0=virus.js",
                "inline; filename**=utf-8''virus.js",
                "inline; filename*00=virus.js",
                "inline; filename*1001=virus.js",
                "inline; filename*1=virus.js",
                "attachment; filename=a.txt; filename=virus.js",
                "attachment; filename*=utf-8''a.txt; filename*=utf-8''virus.js",
                "attachment; filename*0=a.txt; filename*0=virus.js",
                "attachment; filename*=utf-8''a.txt; filename*0=\"virus.js\"",
                "attachment; filename*0=a; filename*2=b",
                "attachment; filename=a\\\".txt",
                "attachment; filename=a(b.txt",
            })
    void aDispositionThatReadersTakeInTwoWaysIsToldAndMakesAFile(String disposition) throws IOException {
        Structure structure = disposed(disposition);

        assertThat(structure.ambiguities()).extracting(Ambiguity::kind).contains(Kind.CONTENT_DISPOSITION);
        assertThat(structure.root().isAttachment()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "inline",
                "attachment;",
                "INLINE; FileName=a.txt; size=12",
                "attachment; filename=\"a.pdf\"; filename*=utf-8''%C3%A9.pdf",
                "attachment; filename*0*=utf-8''r%C3%A9; filename*1=sultat.pdf",
                "attachment; filename=mon fichier (1).pdf",
                "attachment; filename=\u00e9t\u00e9.pdf",
                "attachment; filename==?utf-8?Q?r=C3=A9sum=C3=A9.pdf?=",
                "attachment; filename=\"a; b (c), d.pdf\"",
                "attachment; filename=\"le \\\"bilan\\\".pdf\"",
                "attachment; filename=\"C:\\temp\\a.pdf\"",
                "attachment; filename = \"a.pdf\"; creation-date=\"Wed, 12 Feb 1997 16:29:51 -0500\"",
                "attachment; filename=\"r.pdf\"; filename=\"r.pdf\"",
            })
    void ordinaryDispositionsHaveOneReading(String disposition) throws IOException {
        assertThat(disposed(disposition).ambiguities()).isEmpty();
    }

    @Test
    void aFileBehindMoreParametersThanAreReadIsRefusedByTheBoundThatItPasses() throws IOException {
        assertThat(disposed("inline" + "; a=b".repeat(100) + "; filename=virus.exe")
                        .passed())
                .contains(Bounds.Passed.PARAMETERS);
    }

    @Test
    void aPartKeepsEachOfTheNamesThatStandInPlaceOfOneAnother() throws IOException {
        assertThat(disposed("attachment; filename*=utf-8''a.txt; filename*=utf-8''virus.js; filename*0=b.com")
                        .root()
                        .names())
                .contains("a.txt", "virus.js", "b.com");
        assertThat(disposed("attachment; filename*0=a; filename*1=.txt; filename*1=.js")
                        .root()
                        .names())
                .contains("a.txt", "a.js");
        assertThat(disposed("attachment; filename*0*=utf-8''virus; filename*1=%2Ejs")
                        .root()
                        .names())
                .contains("virus.js");
    }

    @Test
    void aPartKeepsTheNamesOfReadersThatStopAtASpaceAQuoteOrAComment() throws IOException {
        assertThat(disposed("attachment; filename=virus.js x.pdf").root().names())
                .contains("virus.js");
        assertThat(disposed("attachment; filename=virus.js(.pdf)").root().names())
                .contains("virus.js");
        assertThat(disposed("attachment; filename=mon fichier.pdf").root().names())
                .containsExactly("mon fichier.pdf");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Disposition: inline; name=virus.exe",
                "Content-Type: text/plain; filename=virus.exe",
                "Content-Disposition: inline\r\nContent-Name: virus.exe"
            })
    void aPartKeepsANameWhereverSomeReaderLooksForIt(String fields) throws IOException {
        assertThat(read(fields).root().names()).containsExactly("virus.exe");
    }

    @ParameterizedTest
    @ValueSource(strings = {"; a=b", "; filename*1=a", "\\\"", "(", "; x=\"", "=", "; ", "a\\\\"})
    void dispositionsAreReadInTimeThatGrowsWithThemAlone(String piece) throws Exception {
        for (String start : List.of("attachment; filename=", "attachment; filename=\"")) {
            Growth.isLinear(
                    500,
                    n -> RawMessage.of(
                            ("Content-Disposition: " + start + piece.repeat(n) + "\r\n\r\nx\r\n").getBytes(ISO_8859_1)),
                    mail -> Structure.read(mail).root().names());
        }
    }
}
