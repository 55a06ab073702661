package fr.mssgw.core.mail;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class QuotedPrintableTest {
    @Test
    void blanksBeforeALineEndAndWhatServersChangeAreEncoded() {
        assertThat(encoded("Été = \r\n.\r\nFrom x\r\na.F\r\n\rb\t"))
                .isEqualTo("=C3=89t=C3=A9 =3D=20\r\n=2E\r\n=46rom x\r\na.F\r\n=0Db=09");
    }

    @Property
    void anyTextComesBackOnLinesThatNoServerChanges(@ForAll("texts") String text) throws IOException {
        String encoded = encoded(text);
        assertThat(encoded).matches("[\\t\\r\\n -~]*");
        assertThat(encoded.split("\r\n", -1))
                .allMatch(line -> line.length() <= 76 && !line.startsWith(".") && !line.startsWith("From "))
                .noneMatch(line -> line.endsWith(" ") || line.endsWith("\t"));
        assertThat(new QuotedPrintableStream(new ByteArrayInputStream(encoded.getBytes(ISO_8859_1))).readAllBytes())
                .isEqualTo(text.getBytes(UTF_8));
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of(
                        "\r\n", "\r", "\n", " ", "\t", "=", ".", "From ", "é", "a", "\u0000", "\u007f", "b".repeat(74))
                .list()
                .ofMaxSize(40)
                .map(pieces -> String.join("", pieces));
    }

    private static String encoded(String text) {
        return new String(QuotedPrintable.encode(text.getBytes(UTF_8)), ISO_8859_1);
    }
}
