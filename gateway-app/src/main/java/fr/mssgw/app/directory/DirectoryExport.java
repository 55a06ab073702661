package fr.mssgw.app.directory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.time.Instant;

/** The whole directory as the text of a file. */
public final class DirectoryExport {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private DirectoryExport() {}

    /** A Bundle of type {@code collection}, as JSON that ends with a line end. */
    public static String write(PharmacyDirectory directory, Instant at) {
        try {
            return JSON.writeValueAsString(FhirResources.collection(directory, at)) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("writing the directory as JSON", e);
        }
    }
}
