package fr.mssgw.core.mail;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class LineEndsTest {
    @Property
    void theFirstEndIsFoundWhereverItLies(
            @ForAll @Size(max = 40) byte[] octets,
            @ForAll @IntRange(max = 40) int first,
            @ForAll @IntRange(max = 40) int second,
            @ForAll @IntRange(max = 39) int where,
            @ForAll boolean isReturn) {
        int from = Math.min(Math.min(first, second), octets.length);
        int to = Math.min(Math.max(first, second), octets.length);
        if (where < octets.length) {
            octets[where] = (byte) (isReturn ? '\r' : '\n');
        }
        assertThat(LineEnds.feed(octets, from, to)).isEqualTo(oneByOne(octets, from, to, '\n', '\n'));
        assertThat(LineEnds.feedOrReturn(octets, from, to)).isEqualTo(oneByOne(octets, from, to, '\n', '\r'));
    }

    private static int oneByOne(byte[] octets, int from, int to, char one, char other) {
        int i = from;
        while (i < to && octets[i] != one && octets[i] != other) {
            i++;
        }
        return i;
    }
}
