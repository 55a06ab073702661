package fr.mssgw.sandbox.mes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rules of {@link Behaviour} in a file, as {@code PUT /api/behaviour} takes them. */
final class KeptRules {
    private static final Logger LOG = LoggerFactory.getLogger(KeptRules.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;

    KeptRules(Path file) {
        this.file = file;
    }

    /** None where nothing was kept; a file that cannot be understood is told of and left out. */
    List<Behaviour.Rule> read() throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            return Behaviour.read(Files.readAllBytes(file), false);
        } catch (IllegalArgumentException e) {
            LOG.warn("{}: {}; starting without rules", file, e.getMessage());
            return List.of();
        }
    }

    void write(List<Behaviour.Rule> rules) {
        try {
            Path next = file.resolveSibling(file.getFileName() + ".new");
            Files.write(next, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(Map.of("rules", rules)));
            Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("rules are always JSON", e);
        } catch (IOException e) {
            throw new UncheckedIOException("keeping the rules in " + file, e);
        }
    }
}
