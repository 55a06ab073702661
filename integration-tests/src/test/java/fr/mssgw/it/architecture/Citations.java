package fr.mssgw.it.architecture;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What the sources, scripts and documents of a repository cite, and what of it a reader of the repository cannot open:
 * documents, their numbered sections, decision records, and what docs/references.md has to list.
 */
final class Citations {
    private static final Set<String> LEFT_OUT = Set.of("target", ".git", "node_modules", ".sandbox", ".idea");
    private static final Pattern READ =
            Pattern.compile(".*\\.(java|md|sh|sql|ya?ml|xml|properties|py|mjs|js|html)|gateway|run|nightly");

    /** What a text that cites anything holds one of. */
    private static final List<String> SIGNS = List.of(
            ".md", "§", "ADR", "adr/", "RFC", "ECO.", "REF", "MES-", "IG-", "CI-", "CISIS-", "-WL", "APPNOTE", "MS-");

    /** A line end inside a citation, with what a comment writes before the next line. */
    private static final Pattern LINE_END = Pattern.compile("\\n[ \\t]*+(?:\\*(?!/)|//|#(?!#)|--)?[ \\t]*+");

    private static final Pattern DOCUMENT = Pattern.compile("(?<![\\w/.:-])((?:\\.\\./)*\\w[\\w./-]*\\.md)\\b");
    private static final Pattern SECTIONS =
            Pattern.compile("\\G[`)]* §(\\d+(?:\\.\\d+)*)((?:(?:, | and | to )§\\d+(?:\\.\\d+)*)*)");
    private static final Pattern NEXT_SECTION = Pattern.compile("(, | and | to )§(\\d+(?:\\.\\d+)*)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (\\d+(?:\\.\\d+)*)[. ]");
    private static final Pattern LINK = Pattern.compile("\\]\\(([\\w./-]+)(?:#[\\w-]*)?\\)");

    private static final Pattern RECORD = Pattern.compile("(?:ADR |adr/)(\\d{4})\\b");
    private static final Pattern KEY = Pattern.compile("(?<![\\w-])(REF\\d|MES-(?:\\d\\.\\d|APP|FAQ)|IG-[A-Z][A-Z0-9]+"
            + "|CISIS-API|CI-SIS|DRIM-WL|APPNOTE|MS-[A-Z]{3,})\\b");
    private static final Pattern REQUIREMENT = Pattern.compile("\\bECO(?:\\.\\d+){2}\\.(?:\\d+|\\*)");
    private static final Pattern RFC = Pattern.compile("\\bRFC (\\d{3,4})\\b");
    /** Notes that are in no repository, by the names under which they were cited. */
    private static final Pattern NOTES =
            Pattern.compile("\\bjames-notes\\b|(?<![\\w./-])(?:contract|domain|architecture|features|style) §\\d");

    private final Path root;
    private final Set<String> keys;
    private final Set<String> rfcs;
    private final String rules;
    private final Set<String> records;
    private final Map<Path, Set<String>> headings = new HashMap<>();

    Citations(Path root) throws IOException {
        this.root = root.toAbsolutePath().normalize();
        String references = read(this.root.resolve("docs/references.md"));
        this.keys = firstColumns(references);
        this.rfcs = Set.copyOf(all(Pattern.compile("\\b\\d{3,4}\\b"), references));
        this.rules = read(this.root.resolve("docs/domain.md"));
        try (Stream<Path> files = Files.list(this.root.resolve("docs/adr"))) {
            records = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("\\d{4}-.*\\.md"))
                    .map(name -> name.substring(0, 4))
                    .collect(Collectors.toSet());
        }
    }

    /** Each citation that leads nowhere, as {@code file: what is cited}, in order; empty where all is there. */
    List<String> leadingNowhere() throws IOException {
        Set<String> found = new TreeSet<>();
        for (Path file : files()) {
            String name = root.relativize(file).toString();
            missingOf(file).forEach(missing -> found.add(name + ": " + missing));
        }
        return List.copyOf(found);
    }

    private List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                return LEFT_OUT.contains(directory.getFileName().toString())
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (READ.matcher(file.getFileName().toString()).matches()) {
                    files.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return files;
    }

    private List<String> missingOf(Path file) {
        String written = read(file);
        if (SIGNS.stream().noneMatch(written::contains)) {
            return List.of(); // most sources: the patterns below take seconds over all of them
        }
        String text = LINE_END.matcher(written).replaceAll(" ");
        List<String> missing = new ArrayList<>(text.contains(".md") ? missingDocuments(file, text) : List.of());
        if (file.toString().endsWith(".md")) {
            groups(LINK, text).stream()
                    .filter(link -> !Files.exists(resolved(file, link)))
                    .forEach(missing::add);
        }
        groups(RECORD, text).stream().filter(one -> !records.contains(one)).forEach(one -> missing.add("ADR " + one));
        groups(KEY, text).stream().filter(key -> !keys.contains(key)).forEach(missing::add);
        groups(RFC, text).stream().filter(one -> !rfcs.contains(one)).forEach(one -> missing.add("RFC " + one));
        all(REQUIREMENT, text).stream().filter(one -> !rules.contains(one)).forEach(missing::add);
        missing.addAll(all(NOTES, text));
        return missing;
    }

    private List<String> missingDocuments(Path file, String text) {
        List<String> missing = new ArrayList<>();
        for (Matcher cited = DOCUMENT.matcher(text); cited.find(); ) {
            Path document = resolved(file, cited.group(1));
            if (!Files.isRegularFile(document)) {
                missing.add(cited.group(1));
            } else {
                sections(text, cited.end()).stream()
                        .filter(section -> !headings(document).contains(section))
                        .forEach(section -> missing.add(cited.group(1) + " §" + section));
            }
        }
        return missing;
    }

    /** A document by its path from the citing file, the root, its module or the resources of the module's tests. */
    private Path resolved(Path file, String cited) {
        Path module = root.resolve(root.relativize(file).getName(0));
        return Stream.of(file.resolveSibling(cited), root.resolve(cited), module.resolve(cited))
                .filter(Files::exists)
                .findFirst()
                .orElse(module.resolve("src/test/resources").resolve(cited));
    }

    private static List<String> sections(String text, int from) {
        Matcher first = SECTIONS.matcher(text);
        if (!first.find(from)) {
            return List.of();
        }
        List<String> sections = new ArrayList<>(List.of(first.group(1)));
        for (Matcher next = NEXT_SECTION.matcher(first.group(2)); next.find(); ) {
            String last = sections.get(sections.size() - 1);
            if (next.group(1).equals(" to ") && !(last + next.group(2)).contains(".")) {
                IntStream.range(Integer.parseInt(last) + 1, Integer.parseInt(next.group(2)))
                        .forEach(between -> sections.add(Integer.toString(between)));
            }
            sections.add(next.group(2));
        }
        return sections;
    }

    private Set<String> headings(Path document) {
        return headings.computeIfAbsent(document, one -> Set.copyOf(groups(HEADING, read(one))));
    }

    private static Set<String> firstColumns(String page) {
        return groups(Pattern.compile("(?m)^\\| ([^|]+) \\|"), page).stream()
                .flatMap(cell -> Stream.of(cell.split(", ")))
                .collect(Collectors.toSet());
    }

    private static List<String> groups(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(one -> one.group(1))
                .distinct()
                .toList();
    }

    private static List<String> all(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(one -> one.group())
                .distinct()
                .toList();
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + file, e);
        }
    }
}
