package fr.mssgw.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import fr.mssgw.core.text.FileTrouble;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** Reads one YAML file into {@link Node}s, within bounds of size and depth, without aliases. */
final class YamlFile {

    private static final int MAX_OCTETS = 4 * 1024 * 1024;
    private static final int MAX_DEPTH = 12;

    private static final YAMLFactory YAML = factory();

    private final String name;
    private final Problems problems;

    private YamlFile(String name, Problems problems) {
        this.name = name;
        this.problems = problems;
    }

    private static YAMLFactory factory() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MAX_OCTETS);
        options.setNestingDepthLimit(MAX_DEPTH);
        return YAMLFactory.builder()
                .loaderOptions(options)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .maxStringLength(1 << 20)
                        .build())
                .build();
    }

    /** The document's root, or empty once a problem has been reported. */
    static Optional<Node> read(Path file, String name, Problems problems) {
        YamlFile yaml = new YamlFile(name, problems);
        try (InputStream stream = Files.newInputStream(file)) {
            byte[] octets = stream.readNBytes(MAX_OCTETS + 1);
            if (octets.length > MAX_OCTETS) {
                yaml.report(1, "file", "is larger than 4 MiB; split it");
                return Optional.empty();
            }
            return yaml.decode(octets).flatMap(yaml::parse);
        } catch (NoSuchFileException e) {
            yaml.report(1, "file", "does not exist; write it or correct --config");
        } catch (IOException e) {
            yaml.report(1, "file", "cannot be read: " + FileTrouble.of(e) + "; correct its rights");
        }
        return Optional.empty();
    }

    private Optional<String> decode(byte[] octets) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CharBuffer text = CharBuffer.allocate(octets.length + 1);
        CoderResult result = decoder.decode(ByteBuffer.wrap(octets), text, true);
        text.flip();
        if (result.isError()) {
            int line = 1 + (int) text.chars().filter(c -> c == '\n').count();
            report(line, "syntax", "is not UTF-8; save the file in that encoding");
            return Optional.empty();
        }
        return Optional.of(text.toString());
    }

    private Optional<Node> parse(String text) {
        try (YAMLParser parser = YAML.createParser(text)) {
            if (parser.nextToken() == null) {
                return Optional.of(new Node.Empty(1));
            }
            Node root = value(parser, "");
            if (parser.nextToken() != null) {
                report(line(parser), "syntax", "holds a second document; keep one per file");
                return Optional.empty();
            }
            return Optional.of(root);
        } catch (AliasFound e) {
            report(e.line, "syntax", "uses an alias (*name); write the value again");
        } catch (StreamConstraintsException e) {
            report(
                    line(e.getLocation()),
                    "syntax",
                    "is nested or written too large; a setting is at most a few levels deep");
        } catch (JsonProcessingException e) {
            if (e.getCause() instanceof MarkedYAMLException marked && marked.getProblemMark() != null) {
                report(
                        marked.getProblemMark().getLine() + 1,
                        "syntax",
                        "is not YAML: " + firstLine(marked.getProblem()));
            } else {
                report(line(e.getLocation()), "syntax", "is not YAML: " + firstLine(e.getOriginalMessage()));
            }
        } catch (IOException | RuntimeException e) {
            // SnakeYAML lets a few of its own exceptions through, such as that of a character YAML does not allow
            report(1, "syntax", "is not YAML: " + firstLine(e.getMessage()));
        }
        return Optional.empty();
    }

    private Node value(YAMLParser parser, String path) throws IOException {
        int line = line(parser);
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            return mapping(parser, line, path);
        }
        if (token == JsonToken.START_ARRAY) {
            List<Node> items = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                items.add(value(parser, path));
            }
            return new Node.Sequence(line, List.copyOf(items));
        }
        if (parser.isCurrentAlias()) {
            throw new AliasFound(line);
        }
        String text = parser.getText();
        return token == JsonToken.VALUE_NULL || text == null || text.isEmpty()
                ? new Node.Empty(line)
                : new Node.Text(line, text);
    }

    private Node mapping(YAMLParser parser, int line, String path) throws IOException {
        Map<String, Node.Entry> entries = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            int keyLine = line(parser);
            parser.nextToken();
            String keyPath = path.isEmpty() ? Section.shown(key) : path + "." + Section.shown(key);
            Node.Entry entry = new Node.Entry(keyLine, value(parser, keyPath));
            Node.Entry first = entries.putIfAbsent(key, entry);
            if (first != null) {
                report(keyLine, keyPath, "is written twice, first on line " + first.line() + "; keep one");
            }
        }
        return new Node.Mapping(line, entries);
    }

    private static int line(YAMLParser parser) {
        return line(parser.currentTokenLocation());
    }

    private static int line(@Nullable JsonLocation location) {
        return location == null ? 1 : Math.max(1, location.getLineNr());
    }

    private static String firstLine(@Nullable String text) {
        if (text == null) {
            return "cannot be read";
        }
        return text.lines().findFirst().map(Section::shown).orElse("cannot be read");
    }

    private static final class AliasFound extends IOException {

        private static final long serialVersionUID = 1L;

        private final int line;

        AliasFound(int line) {
            super("alias");
            this.line = line;
        }
    }

    private void report(int line, String key, String advice) {
        problems.add(new Problem(name, line, key, advice));
    }
}
