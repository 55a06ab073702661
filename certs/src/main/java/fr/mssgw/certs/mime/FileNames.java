package fr.mssgw.certs.mime;

import fr.mssgw.certs.mime.Parts.Heading;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How a part calls its file. */
final class FileNames {
    private static final int LONGEST_NAME = 1_000;

    private FileNames() {}

    /** One or two names; the empty one where there is none. */
    static List<String> of(Heading heading) {
        List<String> names = new ArrayList<>();
        for (String value : heading.dispositions()) {
            add(names, MediaType.parse(value).parameter("filename"));
        }
        for (String value : heading.types()) {
            add(names, MediaType.parse(value).parameter("name"));
        }
        return names.isEmpty() ? List.of("") : names;
    }

    private static void add(List<String> names, Optional<String> name) {
        String text = name.map(String::strip).orElse("");
        String bounded = text.length() > LONGEST_NAME ? text.substring(text.length() - LONGEST_NAME) : text;
        if (!bounded.isEmpty() && !names.contains(bounded)) {
            names.add(bounded);
        }
    }
}
