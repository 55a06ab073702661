package fr.mssgw.core.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageSpoolTest {
    @TempDir
    Path directory;

    private long files() throws Exception {
        try (Stream<Path> list = Files.list(directory)) {
            return list.count();
        }
    }

    private static byte[] octets(int size) {
        byte[] octets = new byte[size];
        new Random(size).nextBytes(octets);
        return octets;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, MessageSpool.MEMORY_LIMIT, MessageSpool.MEMORY_LIMIT + 1, 1_000_000})
    void aMessageIsReadAsItWasWrittenAnyNumberOfTimes(int size) throws Exception {
        byte[] written = octets(size);
        try (MessageSpool.Draft draft = new MessageSpool(directory).draft()) {
            draft.write(written, 0, size / 2);
            draft.write(written, size / 2, size - size / 2);
            RawMessage message = draft.finish();
            assertThat(message.size()).isEqualTo(size);
            assertThat(message.open().readAllBytes()).isEqualTo(written);
            assertThat(message.open().readAllBytes()).isEqualTo(written);
            message.close();
        }
        assertThat(files()).isZero();
    }

    @Test
    void onlyMessagesAboveTheLimitMakeAFile() throws Exception {
        MessageSpool spool = new MessageSpool(directory);
        try (MessageSpool.Draft small = spool.draft();
                MessageSpool.Draft large = spool.draft()) {
            small.write(octets(MessageSpool.MEMORY_LIMIT));
            assertThat(files()).isZero();
            large.write(octets(MessageSpool.MEMORY_LIMIT + 1));
            assertThat(files()).isEqualTo(1);
        }
    }

    @Test
    void aDraftClosedUnfinishedLeavesNothing() throws Exception {
        try (MessageSpool.Draft draft = new MessageSpool(directory).draft()) {
            draft.write(octets(500_000));
        }
        assertThat(files()).isZero();
    }

    @Test
    void aDraftCannotBeWrittenOrFinishedOnceClosed() throws Exception {
        MessageSpool.Draft draft = new MessageSpool(directory).draft();
        draft.close();
        assertThatIOException().isThrownBy(() -> draft.write(1));
        assertThatIOException().isThrownBy(draft::finish);
        MessageSpool.Draft finished = new MessageSpool(directory).draft();
        finished.finish();
        assertThatIllegalStateException().isThrownBy(finished::finish);
    }

    @Test
    void whatACrashLeftIsDeletedAtTheNextStartAndNothingElse() throws Exception {
        Files.writeString(directory.resolve("1-1.msg"), "reste");
        Files.writeString(directory.resolve("autre.txt"), "à garder");

        assertThat(new MessageSpool(directory)).isNotNull();

        assertThat(directory).isDirectoryNotContaining("glob:**.msg").isDirectoryContaining("glob:**autre.txt");
    }
}
