package fr.mssgw.certs;

import fr.mssgw.core.mail.Part;
import fr.mssgw.core.message.RawMessage;
import java.io.IOException;
import java.util.Optional;

/** What a client signed or encrypted itself, as far as it can be judged without a key. */
final class ClientSecured {
    private static final int MOST_LAYERS = 4;

    private ClientSecured() {}

    /**
     * Whether something stands beside what is signed or encrypted that some readers show: a footer, a third part, octets
     * behind a signature. Another gateway never labels such a message {@code verified}.
     *
     * @param root of the mail, whose layers are looked at from outside in
     */
    static boolean hasSecondReading(RawMessage mail, Part root) throws IOException {
        Part part = root;
        for (int depth = 0; depth < MOST_LAYERS && SmimeTypes.isDetached(part); depth++) {
            Optional<DetachedSignature> detached = DetachedSignature.of(mail, part);
            if (detached.isEmpty() || !detached.get().isPlain()) {
                return true;
            }
            part = detached.get().signed();
        }
        return SmimeTypes.isDetached(part) // more layers than anybody looks at
                || SmimeTypes.isMalformedSignature(part)
                || SmimeTypes.isObject(part) && !SoleObject.fills(mail, part);
    }
}
