package fr.mssgw.imap.james.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.listing.PartPlaces.Place;
import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.store.mailbox.ListedMessage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a message's octets cost when many sections of one answer ask for them. */
class MessageOctetsTest {
    private static final byte[] HEADER = "Subject: s\r\nX-A: b\r\nX-C: d\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    /** All of it came with its row: nothing is read from the database. */
    private static MessageOctets listed() {
        byte[] body = "Bonjour.\r\n".getBytes(StandardCharsets.US_ASCII);
        long size = HEADER.length + body.length;
        return new MessageOctets(
                new ListedMessage(1, 1, 1, 1, 0, "", size, HEADER.length, null, null, HEADER, null, null, null, body),
                null,
                new KnownPlaces());
    }

    @Test
    void theFieldsOfAHeaderAreReadOnceForAllSectionsThatChooseAmongThem() {
        MessageOctets octets = listed();
        Place header = new Place(0, HEADER.length);
        List<String> lookedAt = new ArrayList<>();
        HeaderSection first = octets.fields(header, name -> lookedAt.add(name) && name.startsWith("X-"));
        for (int i = 0; i < 1_000; i++) {
            assertThat(octets.fields(header, lookedAt::add)).isSameAs(first);
        }
        assertThat(lookedAt).containsExactly("Subject", "X-A", "X-C");
        assertThat(first.fields()).extracting(HeaderSection.Field::name).containsExactly("X-A", "X-C");
    }
}
