package fr.mssgw.certs;

import fr.mssgw.certs.WhiteListFile.Loaded;
import fr.mssgw.certs.WhiteListXml.Part;
import fr.mssgw.core.identity.MailDomain;
import fr.mssgw.core.identity.MalformedAddress;
import fr.mssgw.core.peer.DistinguishedName;
import fr.mssgw.core.peer.WhiteList;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One reading of a white list's rows. All counts only at its place in the schema (docs/domain.md §3):
 *
 * <pre>ListeBlancheMSSante / DateDeGeneration
 *                     / ListeDomaines / Domaine* / Nom, DNCertificatOperateur, …</pre>
 *
 * What stands elsewhere is passed over, so that an element which a later schema adds harms nothing and admits nobody.
 * What may stand once and stands twice has no meaning: a row with such a field is left out, a list refused.
 */
final class WhiteListRows {
    static final int MOST_ROWS = 50_000;
    private static final int LONGEST_TEXT = 4_096;
    private static final int MOST_REASONS = 100;

    private final Path file;
    private final WhiteListXml xml;
    private final Map<MailDomain, Set<DistinguishedName>> domains = new HashMap<>();
    private final Map<String, DistinguishedName> names = new HashMap<>();
    private final List<String> skipped = new ArrayList<>();
    private int rows;
    private int bad;

    private WhiteListRows(Path file, InputStream octets) {
        this.file = file;
        this.xml = new WhiteListXml(file, octets);
    }

    /**
     * @param file to name in errors
     * @param octets of the list: where it is signed, those that its signature covers and no others
     * @throws UnusableFile where it is no white list, has no row that can be used, or is beyond the bounds
     */
    static Loaded read(Path file, InputStream octets) {
        return new WhiteListRows(file, octets).root();
    }

    private Loaded root() {
        if (xml.next() != Part.START || !xml.is("ListeBlancheMSSante")) {
            throw new UnusableFile(
                    file, "not a white list: its root is not ListeBlancheMSSante of " + WhiteListFile.NAMESPACE);
        }
        Field date = new Field("DateDeGeneration");
        boolean listed = false;
        Part part;
        while ((part = xml.next()) != Part.END) {
            if (part == Part.START && xml.is(date.name)) {
                date.read();
                if (date.times > 1) {
                    throw twice(date.name);
                }
            } else if (part == Part.START && xml.is("ListeDomaines")) {
                if (listed) {
                    throw twice("ListeDomaines");
                }
                listed = true;
                domains();
            } else if (part == Part.START) {
                xml.skip();
            }
        }
        xml.check();
        Instant generated = instant(date);
        if (generated == null || domains.isEmpty()) {
            throw new UnusableFile(file, "no DateDeGeneration or no usable Domaine in it; fetch the white list again");
        }
        return new Loaded(new WhiteList(generated, domains), rows, bad, skipped);
    }

    private UnusableFile twice(String name) {
        return new UnusableFile(file, name + " is given twice in it; fetch the white list again");
    }

    private void domains() {
        Part part;
        while ((part = xml.next()) != Part.END) {
            if (part == Part.START && xml.is("Domaine")) {
                if (++rows > MOST_ROWS) {
                    throw new UnusableFile(
                            file, "more than " + MOST_ROWS + " rows, which no white list has; fetch it again");
                }
                row();
            } else if (part == Part.START) {
                xml.skip();
            }
        }
    }

    private void row() {
        Field domain = new Field("Nom");
        Field name = new Field("DNCertificatOperateur");
        @Nullable String fault = null;
        Part part;
        while ((part = xml.next()) != Part.END) {
            if (part == Part.TEXT) {
                fault = xml.isBlank() ? fault : "a text between its fields";
            } else if (xml.is(domain.name)) {
                domain.read();
            } else if (xml.is(name.name)) {
                name.read();
            } else {
                xml.skip();
            }
        }
        if (fault == null) {
            fault = domain.fault != null ? domain.fault : name.fault;
        }
        if (fault != null) {
            leaveOut(fault);
        } else {
            add(domain.value(), name.value());
        }
    }

    private void add(String domain, String name) {
        try {
            MailDomain listed = new MailDomain(domain);
            DistinguishedName certificate = names.computeIfAbsent(name, DistinguishedName::parse);
            domains.computeIfAbsent(listed, key -> new HashSet<>()).add(certificate);
        } catch (MalformedAddress e) {
            leaveOut("the domain is none");
        } catch (IllegalArgumentException e) {
            leaveOut("the DN is none");
        }
    }

    private void leaveOut(String reason) {
        bad++;
        if (skipped.size() < MOST_REASONS) {
            skipped.add("row %d: %s".formatted(rows, reason));
        }
    }

    private static @Nullable Instant instant(Field date) {
        try {
            return date.fault == null ? OffsetDateTime.parse(date.value()).toInstant() : null;
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** An element that has a text and nothing else, and that stands once. */
    private final class Field {
        private final String name;
        private final StringBuilder text = new StringBuilder();
        private int times;
        private @Nullable String fault;

        Field(String name) {
            this.name = name;
        }

        void read() {
            if (++times > 1) {
                fault = name + " is given twice";
            }
            Part part;
            while ((part = xml.next()) != Part.END) {
                if (part == Part.START) {
                    fault = name + " is not a text";
                    xml.skip();
                } else {
                    xml.addText(text, LONGEST_TEXT + 1);
                }
            }
            if (text.length() > LONGEST_TEXT) {
                fault = name + " is longer than any";
            }
        }

        String value() {
            return text.toString().strip();
        }
    }
}
