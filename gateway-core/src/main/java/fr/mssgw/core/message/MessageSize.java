package fr.mssgw.core.message;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * The size of a whole message, as a person is told it.
 *
 * @param octets header section and body, attachments as they travel
 */
public record MessageSize(long octets) {
    private static final BigDecimal MEBI = BigDecimal.valueOf(1024 * 1024);

    /** {@code 27,3 Mo} of 1,048,576 octets, rounded up so that what is above a limit reads so; octets below one. */
    public String inFrench() {
        if (octets < MEBI.longValue()) {
            return octets + " octets";
        }
        BigDecimal mega = BigDecimal.valueOf(octets).divide(MEBI, 1, RoundingMode.CEILING);
        return mega.stripTrailingZeros().toPlainString().replace('.', ',') + " Mo";
    }
}
