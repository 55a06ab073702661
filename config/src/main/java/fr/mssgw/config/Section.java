package fr.mssgw.config;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A mapping being read: hands out its settings, reports those that are wrong, and at {@link #check} those that nobody
 * asked for. Problems are collected, never thrown.
 */
final class Section {

    private final Place place;
    private final String prefix;
    private final int line;
    private final Node.Mapping mapping;
    private final Set<String> asked = new LinkedHashSet<>();
    private final int problemsBefore;

    /**
     * What all sections of one file share.
     *
     * @param name of the file, as problems show it
     * @param base that relative paths start from
     */
    record Place(String name, Path base, Problems problems, Function<String, Optional<String>> environment) {

        Source source(int line, String key) {
            return new Source(name, line, key);
        }
    }

    private Section(Place place, String prefix, int line, Node.Mapping mapping) {
        this.place = place;
        this.prefix = prefix;
        this.line = line;
        this.mapping = mapping;
        this.problemsBefore = place.problems().count();
    }

    /** The root of a file, or one BAL of a list. */
    static Section root(Place place, Node.Mapping mapping) {
        return new Section(place, "", mapping.line(), mapping);
    }

    Place place() {
        return place;
    }

    boolean has(String key) {
        asked.add(key);
        return mapping.entries().containsKey(key);
    }

    /** Where a setting stands, or where it would. */
    Source source(String key) {
        Node.Entry entry = mapping.entries().get(key);
        return place.source(entry == null ? line : entry.shownLine(), prefix + key);
    }

    void problem(String key, String advice) {
        place.problems().add(source(key).problem(advice));
    }

    <T> Field<T> required(String key, Form<T> form) {
        if (!has(key)) {
            problem(key, "is missing; write " + form.advice());
            return Field.missing();
        }
        return read(key, form);
    }

    <T> Field<Optional<T>> optional(String key, Form<T> form) {
        if (!has(key)) {
            return Field.of(Optional.empty());
        }
        return read(key, form)
                .ifRead()
                .map(value -> Field.of(Optional.of(value)))
                .orElseGet(Field::missing);
    }

    <T> Field<T> optional(String key, Form<T> form, T otherwise) {
        return has(key) ? read(key, form) : Field.of(otherwise);
    }

    private <T> Field<T> read(String key, Form<T> form) {
        return readText(mapping.entries().get(key), key, form);
    }

    private <T> Field<T> readText(Node.@Nullable Entry entry, String key, Form<T> form) {
        if (entry == null || !(entry.value() instanceof Node.Text text)) {
            problem(
                    key,
                    (entry != null && entry.value() instanceof Node.Empty ? "is empty" : "is not a single value")
                            + "; write " + form.advice());
            return Field.missing();
        }
        return parse(text, key, form);
    }

    private <T> Field<T> parse(Node.Text text, String key, Form<T> form) {
        try {
            return Field.of(form.parse().apply(text.text()));
        } catch (IllegalArgumentException e) {
            place.problems().add(new Problem(place.name(), text.line(), prefix + key, form.problemWith(text.text())));
            return Field.missing();
        }
    }

    /** A list of single values; absent is {@code otherwise}. */
    <T> Field<List<T>> list(String key, Form<T> form, List<T> otherwise) {
        return has(key) ? requiredList(key, form) : Field.of(otherwise);
    }

    <T> Field<List<T>> requiredList(String key, Form<T> form) {
        if (!has(key)) {
            problem(key, "is missing; write a list [ … ] of " + form.advice());
            return Field.missing();
        }
        Node.Entry entry = mapping.entries().get(key);
        if (entry == null
                || !(entry.value() instanceof Node.Sequence sequence)
                || sequence.items().isEmpty()) {
            problem(key, "is not a list; write [ … ] with at least " + form.advice());
            return Field.missing();
        }
        List<T> values = new ArrayList<>();
        boolean complete = true;
        for (Node item : sequence.items()) {
            Field<T> value = item instanceof Node.Text text ? parse(text, key, form) : Field.missing();
            if (!(item instanceof Node.Text)) {
                place.problems()
                        .add(new Problem(
                                place.name(),
                                item.line(),
                                prefix + key,
                                "is not a single value; write " + form.advice()));
            }
            complete &= value.ifRead().isPresent();
            value.ifRead().ifPresent(values::add);
        }
        return complete ? Field.of(List.copyOf(values)) : Field.missing();
    }

    /** A nested mapping, or empty where there is none; a wrong type is reported. */
    Optional<Section> section(String key) {
        if (!has(key)) {
            return Optional.empty();
        }
        Node.Entry entry = mapping.entries().get(key);
        if (entry != null && entry.value() instanceof Node.Mapping nested) {
            return Optional.of(new Section(place, prefix + key + ".", entry.line(), nested));
        }
        problem(key, "is not a block of settings; write key: value pairs under it, or remove it");
        return Optional.empty();
    }

    /** Reads a nested mapping that must be there. */
    <T> Field<T> requiredSection(String key, String advice, Function<Section, Field<T>> reader) {
        if (!has(key)) {
            problem(key, "is missing; " + advice);
            return Field.missing();
        }
        return section(key).map(reader).orElseGet(Field::missing);
    }

    /** Reads a nested mapping, or takes the defaults. */
    <T> Field<T> optionalSection(String key, T otherwise, Function<Section, Field<T>> reader) {
        return has(key) ? section(key).map(reader).orElseGet(Field::missing) : Field.of(otherwise);
    }

    /** Reads each block of a list, in order; absent is no block. */
    <T> List<Field<T>> sections(String key, Function<Section, Field<T>> reader) {
        if (!has(key)) {
            return List.of();
        }
        Node.Entry entry = mapping.entries().get(key);
        if (entry == null || !(entry.value() instanceof Node.Sequence sequence)) {
            problem(key, "is not a list; write entries that begin with -");
            return List.of();
        }
        return blocks(
                place,
                prefix + key,
                sequence,
                nested -> reader.apply(new Section(place, prefix + key + ".", nested.line(), nested)));
    }

    static <T> List<Field<T>> blocks(
            Place place, String key, Node.Sequence sequence, Function<Node.Mapping, Field<T>> reader) {
        List<Field<T>> read = new ArrayList<>();
        for (Node item : sequence.items()) {
            if (item instanceof Node.Mapping nested) {
                read.add(reader.apply(nested));
            } else {
                place.problems()
                        .add(place.source(item.line(), key).problem("is not a block of settings; write - key: value"));
            }
        }
        return read;
    }

    /** Every key, for a mapping whose keys are the reader's to judge. */
    List<String> keys() {
        return List.copyOf(mapping.entries().keySet());
    }

    /** A file that must exist; a relative path starts from the directory of the file that names it. */
    Field<FileReference> requiredFile(String key) {
        return required(key, pathForm())
                .ifRead()
                .map(path -> existing(key, path))
                .orElseGet(Field::missing);
    }

    Field<Optional<FileReference>> optionalFile(String key) {
        if (!has(key)) {
            return Field.of(Optional.empty());
        }
        return requiredFile(key)
                .ifRead()
                .map(file -> Field.of(Optional.of(file)))
                .orElseGet(Field::missing);
    }

    Field<List<FileReference>> files(String key) {
        Field<List<Path>> paths = list(key, pathForm(), List.of());
        if (paths.ifRead().isEmpty()) {
            return Field.missing();
        }
        List<FileReference> files = new ArrayList<>();
        for (Path path : paths.value()) {
            existing(key, path).ifRead().ifPresent(files::add);
        }
        return files.size() == paths.value().size() ? Field.of(List.copyOf(files)) : Field.missing();
    }

    Form<Path> pathForm() {
        return new Form<>(
                text -> {
                    if (text.isBlank()) {
                        throw new InvalidPathException(text, "empty");
                    }
                    return place.base().resolve(text).normalize();
                },
                "the path of a file");
    }

    private Field<FileReference> existing(String key, Path path) {
        if (Files.isRegularFile(path) && Files.isReadable(path)) {
            return Field.of(new FileReference(path, source(key)));
        }
        problem(
                key,
                Files.exists(path)
                        ? "file " + path + " cannot be read; correct the path or its rights"
                        : "file " + path + " does not exist; put it there or correct the path");
        return Field.missing();
    }

    /** Ends the reading: reports what nobody asked for, and builds only if nothing here was wrong. */
    <T> Field<T> check(Supplier<T> build) {
        for (var entry : mapping.entries().entrySet()) {
            if (!asked.contains(entry.getKey())) {
                place.problems()
                        .add(new Problem(
                                place.name(),
                                entry.getValue().line(),
                                prefix + shown(entry.getKey()),
                                "unknown key; "
                                        + Nearest.of(entry.getKey(), asked)
                                                .map(known -> "did you mean " + known + "?")
                                                .orElseGet(() -> "known here: " + String.join(", ", asked))));
            }
        }
        return place.problems().count() == problemsBefore ? Field.of(build.get()) : Field.missing();
    }

    /** Text from the file made fit for one line of a report. */
    static String shown(String text) {
        String line = text.replaceAll("\\p{C}", "?");
        return line.length() > 60 ? line.substring(0, 60) + "…" : line;
    }
}
