package fr.mssgw.app.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import fr.mssgw.core.masking.Matricules;
import fr.mssgw.core.text.FileTrouble;
import java.nio.file.FileSystemException;
import java.util.Objects;

/** How commands word their answers: JSON for scripts, one line for failures. */
public final class AnswerLines {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private AnswerLines() {}

    static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("writing an answer as JSON", e);
        }
    }

    /** A failure's message, on one line, matricules masked; the class where it has none. Of a file, also the cause. */
    public static String oneLine(Throwable failure) {
        String message = failure instanceof FileSystemException file
                ? FileTrouble.named(file)
                : Objects.requireNonNullElse(
                        failure.getMessage(), failure.getClass().getSimpleName());
        return Matricules.masked(message.replaceAll("\\s*\\R\\s*", " "));
    }
}
