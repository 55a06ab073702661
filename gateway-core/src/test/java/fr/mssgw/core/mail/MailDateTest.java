package fr.mssgw.core.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MailDateTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Mon, 30 Nov 2026 06:00:00 +0000|2026-11-30T06:00:00Z",
                "30 Nov 2026 6:00 +0100|2026-11-30T06:00:00+01:00",
                "Mon 30 Nov 2026 06:00:00 GMT|2026-11-30T06:00:00Z",
                "Mon, 30 Nov 26 06:00:00 EST (comment (nested))|2026-11-30T06:00:00-05:00",
                "Mon, (a) 30 (b) November 126 06:00:00 -0230|2026-11-30T06:00:00-02:30",
                "Tue, 1 Jan 99 23:59:60 +0200|1999-01-01T23:59:59+02:00",
            })
    void datesOfAllAgesAreRead(String written, OffsetDateTime read) {
        assertThat(MailDate.parse(written)).contains(read);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hier",
                "Mon, 31 Nov 2026 06:00:00 +0000",
                "30 Nov 2026",
                "30 Xxx 2026 06:00",
                "(((((((((((",
                "1 Jan 99999 0:0"
            })
    void whatIsNoDateIsNone(String written) {
        assertThat(MailDate.parse(written)).isEmpty();
    }

    @Property(tries = 300)
    void everyDateThatTheJdkWritesIsReadAsItReadsIt(@ForAll @LongRange(min = 0, max = 4_000_000_000L) long seconds) {
        OffsetDateTime date = Instant.ofEpochSecond(seconds).atOffset(ZoneOffset.ofHours((int) (seconds % 12)));
        String written =
                DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ENGLISH).format(date);
        assertThat(MailDate.parse(written))
                .contains(OffsetDateTime.parse(written, DateTimeFormatter.RFC_1123_DATE_TIME));
    }

    @Property(tries = 300)
    void anyTextIsADateOrNone(@ForAll String text) {
        assertThat(MailDate.parse(text)).isNotNull();
    }
}
