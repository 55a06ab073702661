package fr.mssgw.config;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A setting that was read, or whose problem was reported: {@link Section#check} only builds when all are there. */
final class Field<T> {

    private final @Nullable T value;

    private Field(@Nullable T value) {
        this.value = value;
    }

    static <T> Field<T> of(T value) {
        return new Field<>(value);
    }

    static <T> Field<T> missing() {
        return new Field<>(null);
    }

    T value() {
        if (value == null) {
            throw new IllegalStateException("read a setting whose problem was reported");
        }
        return value;
    }

    Optional<T> ifRead() {
        return Optional.ofNullable(value);
    }
}
