package fr.mssgw.certs.mime;

import fr.mssgw.core.message.MalformedMessage;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** What a walk through a message meets, in order. */
public interface Parts {
    /**
     * The fields of one part that say what it is, each unfolded; several where the part repeats a field.
     *
     * @param mediaType as the parser understood it, lower case
     */
    record Heading(String mediaType, List<String> types, List<String> dispositions, List<String> encodings) {
        public Heading {
            types = List.copyOf(types);
            dispositions = List.copyOf(dispositions);
            encodings = List.copyOf(encodings);
        }
    }

    void startMultipart(Heading heading) throws MalformedMessage;

    void endMultipart();

    /** A {@code message/rfc822} part, whose own heading comes next. */
    void startMessage(Heading heading) throws MalformedMessage;

    void endMessage();

    /** @param content decoded from its transfer encoding; read here or not at all */
    void leaf(Heading heading, InputStream content) throws MalformedMessage, IOException;
}
