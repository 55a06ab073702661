package fr.mssgw.core.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
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
    @ValueSource(
            ints = {
                0,
                1,
                16_384,
                16_385,
                MessageSpool.MEMORY_LIMIT,
                MessageSpool.MEMORY_LIMIT + 1,
                1_000_000,
                MessageSpool.LARGE_LIMIT,
                MessageSpool.LARGE_LIMIT + 1
            })
    void aMessageIsReadAsItWasWrittenAnyNumberOfTimes(int size) throws Exception {
        byte[] written = octets(size);
        for (long room : List.of(0L, 8L * MessageSpool.LARGE_LIMIT)) {
            try (MessageSpool.Draft draft = new MessageSpool(directory, room).draft()) {
                draft.write(written, 0, size / 2);
                draft.write(written, size / 2, size - size / 2);
                RawMessage message = draft.finish();
                assertThat(message.size()).isEqualTo(size);
                assertThat(message.open().readAllBytes()).isEqualTo(written);
                InputStream second = message.open();
                second.skipNBytes(size / 3);
                byte[] single = second.readNBytes(Math.min(1, size));
                assertThat(single).isEqualTo(Arrays.copyOfRange(written, size / 3, size / 3 + single.length));
                assertThat(second.read()).isEqualTo(size < 2 ? -1 : written[size / 3 + 1] & 0xff);
                assertThat(second.readAllBytes())
                        .isEqualTo(Arrays.copyOfRange(written, Math.min(size, size / 3 + 2), size));
                message.close();
            }
            assertThat(files()).isZero();
        }
    }

    @Test
    void largeMessagesAreHeldInMemoryOnlyWhileThereIsRoomForAllOfThem() throws Exception {
        byte[] large = octets(1_000_000);
        MessageSpool spool = new MessageSpool(directory, 2_500_000);
        RawMessage first = message(spool, large);
        RawMessage second = message(spool, large);
        assertThat(files()).isZero();
        RawMessage third = message(spool, large);
        assertThat(files()).isEqualTo(1);
        second.close();
        second.close(); // gives its room back once
        RawMessage fourth = message(spool, large);
        assertThat(files()).isEqualTo(1);
        RawMessage fifth = message(spool, large);
        assertThat(files()).isEqualTo(2);
        for (RawMessage message : List.of(first, third, fourth, fifth)) {
            assertThat(message.open().readAllBytes()).isEqualTo(large);
            message.close();
        }
        assertThat(files()).isZero();
        try (MessageSpool.Draft thrownAway = spool.draft()) {
            thrownAway.write(large);
        }
        message(spool, large).close();
        message(spool, octets(MessageSpool.LARGE_LIMIT + 1)).close();
        RawMessage sixth = message(spool, large);
        RawMessage seventh = message(spool, large);
        assertThat(files()).isZero();
        sixth.close();
        seventh.close();
    }

    private static RawMessage message(MessageSpool spool, byte[] octets) throws Exception {
        try (MessageSpool.Draft draft = spool.draft()) {
            for (int written = 0; written < octets.length; written += 16_000) {
                draft.write(octets, written, Math.min(16_000, octets.length - written));
            }
            return draft.finish();
        }
    }

    @Test
    void withoutRoomMessagesAboveTheLimitMakeAFile() throws Exception {
        MessageSpool spool = new MessageSpool(directory, 0);
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
