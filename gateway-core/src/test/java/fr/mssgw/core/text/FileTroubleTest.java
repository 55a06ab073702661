package fr.mssgw.core.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTroubleTest {
    @TempDir
    Path directory = Path.of(".");

    private static IOException thrown(ThrowingCallable call) {
        return catchThrowableOfType(IOException.class, call);
    }

    @Test
    void whatTheJdkThrowsIsToldByItsCause() throws IOException {
        Path missing = directory.resolve("missing");
        Path there = Files.createFile(directory.resolve("there"));
        assertThat(FileTrouble.named(thrown(() -> Files.newInputStream(missing))))
                .isEqualTo(missing + ": no such file");
        assertThat(FileTrouble.named(thrown(() -> Files.newBufferedWriter(directory))))
                .isEqualTo(directory + ": is a directory");
        assertThat(FileTrouble.of(thrown(() -> Files.readAllBytes(directory)))).isEqualTo("is a directory");
        assertThat(FileTrouble.named(thrown(() -> Files.createFile(there)))).isEqualTo(there + ": exists already");
        assertThat(FileTrouble.of(thrown(() -> Files.newDirectoryStream(there))))
                .isEqualTo("not a directory");
    }

    @Test
    void aRefusalOfTheSystemAndAnUnknownCauseHaveWordsToo() {
        assertThat(FileTrouble.named(new AccessDeniedException("/a"))).isEqualTo("/a: permission denied");
        assertThat(FileTrouble.named(new FileSystemException("/a", null, "No space left on device")))
                .isEqualTo("/a: No space left on device");
        assertThat(FileTrouble.named(new FileSystemException("/a"))).isEqualTo("/a: FileSystemException");
        assertThat(FileTrouble.named(new IOException("TLS broke off"))).isEqualTo("TLS broke off");
        assertThat(FileTrouble.of(new IOException())).isEqualTo("IOException");
    }
}
