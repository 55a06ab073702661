package fr.mssgw.core.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** docs/rules.md tells operators each bound in the words of the refusal, so that no figure there can differ from the code. */
class BoundsPageTest {
    @ParameterizedTest
    @EnumSource
    void thePageHasEveryBoundInTheWordsOfItsRefusal(Bounds.Passed bound) throws IOException {
        assertThat(page()).contains("| `" + bound.french() + "` | ");
    }

    @Test
    void thePageHasTheBoundOfAddresses() throws IOException {
        assertThat(page()).contains("| `plus de " + Mailboxes.MAX_MAILBOXES + " adresses` | ");
    }

    @Test
    void aRefusalHasTheFiguresInForce() {
        assertThat(Bounds.Passed.HEADER_LINE.french()).contains(Integer.toString(Bounds.MAIL.headerLine()));
        assertThat(Bounds.Passed.PARTS.french()).contains(Integer.toString(Bounds.MAIL.parts()));
        assertThat(Bounds.Passed.HEADER_OCTETS.french()).contains(Bounds.MAIL.headerOctets() / 1024 + " Kio");
        assertThat(Bounds.Passed.KEPT_HEADERS.french()).contains(Bounds.MAIL.keptHeaders() / 1024 / 1024 + " Mio");
    }

    private static String page() throws IOException {
        return Files.readString(Path.of("../docs/rules.md"));
    }
}
