package fr.mssgw.certs.mime;

import fr.mssgw.core.mail.BlockStream;
import java.io.InputStream;

/** The lines of a stream with CRLF at the end of each (RFC 8551 §3.1.1): an LF alone gets its CR, all else stays. */
public final class Canonical extends BlockStream {
    private boolean afterReturn;

    public Canonical(InputStream in) {
        super(in);
    }

    @Override
    protected void take(byte octet) {
        if (octet == '\n' && !afterReturn) {
            put('\r');
        }
        put(octet);
        afterReturn = octet == '\r';
    }
}
