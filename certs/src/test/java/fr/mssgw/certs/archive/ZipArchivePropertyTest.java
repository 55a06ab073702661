package fr.mssgw.certs.archive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ZipArchivePropertyTest {
    /** Writes as the JDK does, with what its callers usually set. */
    private static byte[] written(List<byte[]> contents, long seed) {
        Random random = new Random(seed);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip =
                new ZipOutputStream(out, random.nextBoolean() ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1)) {
            zip.setLevel(random.nextInt(Deflater.BEST_COMPRESSION + 1));
            if (random.nextBoolean()) {
                zip.setComment("archive " + seed);
            }
            int number = 0;
            for (byte[] content : contents) {
                ZipEntry entry = new ZipEntry("dossier é/" + number++);
                entry.setTime(random.nextLong());
                if (random.nextInt(3) == 0) {
                    entry.setMethod(ZipEntry.STORED);
                    entry.setSize(content.length);
                    entry.setCrc(ZipBytes.crcOf(content));
                } else if (random.nextBoolean()) {
                    entry.setComment("une entrée");
                }
                zip.putNextEntry(entry);
                zip.write(content);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static Optional<Map<String, String>> read(byte[] archive) throws IOException {
        try {
            return Optional.of(ZipArchiveTest.read(archive));
        } catch (UnreadableArchive e) {
            return Optional.empty();
        }
    }

    @Property(tries = 300)
    void whateverTheJdkWritesIsRead(@ForAll @Size(max = 12) List<byte[]> contents, @ForAll long seed)
            throws IOException {
        Map<String, String> expected = new LinkedHashMap<>();
        for (byte[] content : contents) {
            expected.put("dossier é/" + expected.size(), new String(content, ISO_8859_1));
        }
        assertThat(read(written(contents, seed))).contains(expected);
    }

    @Property(tries = 1_000)
    void oneOctetChangedIsRefusedOrChangesNothingThatReadersSee(
            @ForAll @Size(min = 1, max = 4) List<byte[]> contents,
            @ForAll long seed,
            @ForAll int at,
            @ForAll @IntRange(min = 1, max = 255) int change)
            throws IOException {
        byte[] archive = written(contents, seed);
        archive[Math.floorMod(at, archive.length)] ^= (byte) change;
        Optional<Map<String, String>> read = read(archive);
        if (read.isPresent()) {
            TwoReaders.assertAgree(archive, read.get());
            assertThat(read.get().values())
                    .containsExactlyElementsOf(contents.stream()
                            .map(content -> new String(content, ISO_8859_1))
                            .toList());
        }
    }

    /** Puts pieces of archives together at random: headers move, repeat and vanish. */
    @Property(tries = 1_000)
    void anyArchiveThatIsReadIsTheSameForTwoReaders(
            @ForAll @Size(min = 1, max = 3) List<byte[]> contents,
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 4) int moves)
            throws IOException {
        byte[] archive = written(contents, seed);
        Random random = new Random(seed);
        for (int i = 0; i < moves; i++) {
            int from = random.nextInt(archive.length);
            int length = random.nextInt(Math.min(60, archive.length - from));
            System.arraycopy(archive, from, archive, random.nextInt(archive.length - length), length);
        }
        Optional<Map<String, String>> read = read(archive);
        if (read.isPresent()) {
            TwoReaders.assertAgree(archive, read.get());
        }
    }

    /** Headers whose fields are wrong together, the same in both directories or not. */
    @Property(tries = 1_000)
    void anyHeadersThatAreReadAreTheSameForTwoReaders(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        byte[] content = "Bonjour, et encore bonjour".getBytes(ISO_8859_1);
        ZipBytes zip = new ZipBytes();
        for (int i = random.nextInt(3); i >= 0; i--) {
            if (random.nextBoolean()) {
                zip.deflated("entrée" + i, content);
            } else {
                zip.stored("entrée" + i, random.nextBoolean() ? content : new byte[0]);
            }
            for (int j = random.nextInt(4); j > 0; j--) {
                zip.last(item -> change(item, random));
            }
        }
        zip.comment = random.nextInt(4) == 0 ? new ZipBytes().bytes() : zip.comment;
        byte[] archive = zip.bytes();
        Optional<Map<String, String>> read = read(archive);
        if (read.isPresent()) {
            TwoReaders.assertAgree(archive, read.get());
        }
    }

    private static void change(ZipBytes.Item item, Random random) {
        int step = random.nextInt(3) - 1;
        switch (random.nextInt(14)) {
            case 0 -> item.streamed(random.nextBoolean());
            case 1 -> {
                item.flags ^= 1 << random.nextInt(16);
                item.centralFlags = item.flags;
            }
            case 2 -> {
                item.method = random.nextBoolean() ? 8 : 0;
                item.centralMethod = item.method;
            }
            case 3 -> {
                item.size += step;
                item.centralSize += step;
            }
            case 4 -> {
                item.compressed += step;
                item.centralCompressed += step;
            }
            case 5 -> {
                item.size = 0xFFFFFFFFL;
                item.centralSize = random.nextBoolean() ? item.size : item.centralSize;
            }
            case 6 -> {
                item.compressed = 0xFFFFFFFFL;
                item.centralCompressed = random.nextBoolean() ? item.compressed : item.centralCompressed;
            }
            case 7 ->
                item.extra = ZipBytes.extra(
                        1,
                        new ZipBytes.Little()
                                .u64(random.nextInt(9) == 0 ? 0 : 26)
                                .u64(item.method == 0 ? 26 : item.data.length)
                                .bytes());
            case 8 -> item.centralExtra = random.nextBoolean() ? item.extra : ZipBytes.extra(1, new byte[8]);
            case 9 -> item.comment = new ZipBytes().bytes();
            case 10 -> item.attributes = random.nextInt() & 0xFFFFFFFFL;
            case 11 -> {
                item.name = new byte[] {(byte) random.nextInt(256), (byte) random.nextInt(256)};
                item.centralName = item.name;
            }
            case 12 -> item.data = java.util.Arrays.copyOf(item.data, Math.max(0, item.data.length + step));
            default -> item.madeBy = random.nextInt(65_536);
        }
    }

    @Property(tries = 500)
    void anyOctetsAreReadOrRefused(@ForAll byte[] octets, @ForAll @IntRange(min = 0, max = 2) int start)
            throws IOException {
        byte[] marked = new ZipBytes.Little()
                .u32(List.of(0x04034b50L, 0x02014b50L, 0x06054b50L).get(start))
                .add(octets)
                .bytes();
        assertThat(read(octets)).isEmpty();
        Optional<Map<String, String>> read = read(marked);
        if (read.isPresent()) {
            TwoReaders.assertAgree(marked, read.get());
        }
    }

    @Test
    void timeGrowsNoFasterThanTheArchive() throws IOException {
        long once = best(1_000_000);
        long fourTimes = best(4_000_000);
        assertThat(fourTimes).isLessThan(8 * once + 50_000_000L);
    }

    private static long best(int length) throws IOException {
        byte[] noise = new byte[length];
        new Random(1).nextBytes(noise);
        byte[] archive = written(List.of(noise, noise, noise), 2);
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            assertThat(read(archive)).isPresent();
            best = Math.min(best, ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start);
        }
        return best;
    }
}
