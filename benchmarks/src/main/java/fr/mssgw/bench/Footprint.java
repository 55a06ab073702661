package fr.mssgw.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a gateway holds at one moment, read from {@code /proc} and {@code jcmd}.
 *
 * @param heapKilobytes used after a full collection
 * @param databaseKilobytes the files of its PostgreSQL, write-ahead log included
 */
record Footprint(
        long heapKilobytes, long residentKilobytes, long threads, long fileDescriptors, long databaseKilobytes) {
    private static final Pattern USED = Pattern.compile("used (\\d+)K");

    static Footprint of(long pid, Path data) throws IOException, InterruptedException {
        jcmd(pid, "GC.run");
        long heap = 0;
        for (String line : jcmd(pid, "GC.heap_info").split("\n", -1)) {
            Matcher used = USED.matcher(line);
            if (used.find() && line.contains("generation")) {
                heap += Long.parseLong(used.group(1));
            }
        }
        Path process = Path.of("/proc", Long.toString(pid));
        try (Stream<Path> descriptors = Files.list(process.resolve("fd"))) {
            return new Footprint(
                    heap, status(process, "VmRSS:"), status(process, "Threads:"), descriptors.count(), size(data));
        }
    }

    private static long status(Path process, String field) throws IOException {
        return Files.readAllLines(process.resolve("status")).stream()
                .filter(line -> line.startsWith(field))
                .map(line -> line.replaceAll("\\D", ""))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElse(0);
    }

    private static long size(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.mapToLong(Footprint::octets).sum() / 1024;
        } catch (java.io.UncheckedIOException changing) {
            return 0;
        }
    }

    private static long octets(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.size(file) : 0;
        } catch (IOException gone) {
            return 0;
        }
    }

    private static String jcmd(long pid, String command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(pid), command)
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException("jcmd " + command + ": " + said);
        }
        return said;
    }
}
