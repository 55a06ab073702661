package fr.mssgw.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/**
 * Holds the JARs of others that run with us: a library that grows brings its own libraries in silence.
 *
 * <p>Maven writes the class path of the runtime beside the test classes ({@code list-runtime-jars} in
 * {@code sandbox/pom.xml}); nothing needs to be packaged before.
 */
class DistributionTest {
    /** In {@code sandbox/src/test/resources}. */
    private static final String LIST = "distribution.txt";

    @Test
    void weShipTheJarsOfTheListAndNoOther() throws IOException {
        List<String> run = jars().map(jar -> jar.getFileName().toString()).toList();
        List<String> listed = resource(LIST).lines().toList();
        assertThat(run.stream().filter(jar -> !listed.contains(jar)))
                .as(
                        "JARs that come along. What nothing calls is excluded in the parent pom.xml, beside the library that"
                                + " brings it; what is needed goes into " + LIST
                                + ", and docs/dependencies.md says why")
                .isEmpty();
        assertThat(listed.stream().filter(jar -> !run.contains(jar)))
                .as("JARs of %s that run no longer: take them from it, and from docs/dependencies.md", LIST)
                .isEmpty();
    }

    @Test
    void noClassIsThereTwice() throws IOException {
        Map<String, String> first = new TreeMap<>();
        Map<String, String> twice = new TreeMap<>();
        for (Path jar : jars().toList()) {
            String name = jar.getFileName().toString();
            for (String type : classesOf(jar)) {
                String other = first.putIfAbsent(type, name);
                if (other != null) {
                    twice.putIfAbsent(other + " and " + name, type);
                }
            }
        }
        assertThat(first).as("classes of all JARs").hasSizeGreaterThan(10_000);
        assertThat(twice)
                .as("pairs of JARs that hold the same class, of which the class path takes the one that comes first")
                .isEmpty();
    }

    private static Stream<Path> jars() throws IOException {
        return Stream.of(resource("runtime-jars.path").strip().split(File.pathSeparator))
                .map(Path::of);
    }

    /** Module descriptors and the classes for newer Java versions, which repeat names within a JAR, do not count. */
    private static List<String> classesOf(Path jar) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            return zip.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.endsWith(".class")
                            && !name.startsWith("META-INF/")
                            && !name.endsWith("module-info.class"))
                    .toList();
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(
                DistributionTest.class.getResourceAsStream("/" + name),
                () -> name + " is missing: run the test by Maven")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
