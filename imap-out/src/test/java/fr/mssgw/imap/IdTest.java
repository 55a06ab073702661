package fr.mssgw.imap;

import static fr.mssgw.imap.RawImap.last;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ID (RFC 2971), before and after login. */
class IdTest {
    private static TestImap imap;

    @BeforeAll
    static void start() throws IOException {
        imap = new TestImap();
    }

    @AfterAll
    static void stop() {
        imap.close();
    }

    private static RawImap greeted() throws IOException {
        RawImap client = imap.tls();
        client.line();
        return client;
    }

    /** So many fields with names and values as long as may be. */
    private static String fields(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "\"" + "%030d".formatted(i) + "\" \"" + "v\\\"".repeat(512) + "\"")
                .collect(Collectors.joining(" ", "(", ")"));
    }

    @Test
    void theLongestIdIsTakenBeforeAndAfterLogin() throws IOException {
        try (RawImap client = greeted()) {
            assertThat(last(client.command("ID " + fields(30)))).contains(" OK ");
            assertThat(last(client.command("LOGIN " + TestImap.CLAIRE + " secret-claire")))
                    .contains(" OK ");
            assertThat(last(client.command("id " + fields(30)))).contains(" OK ");
        }
    }

    @Test
    void ourNameIsToldAndNoVersion() throws IOException {
        try (RawImap client = greeted()) {
            assertThat(client.command("ID NIL").get(0)).isEqualTo("* ID (\"name\" \"MSSante gateway\")");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ID ()",
                "ID nil",
                "ID (\"name\" \"test\" \"version\" NIL)",
                "ID ({4+}\r\nname {4+}\r\ntest)",
                "ID (\"name\" \"a(b{3}\\\"c\\\\\")"
            })
    void everyFormOfTheRfcIsTaken(String command) throws IOException {
        try (RawImap client = greeted()) {
            assertThat(last(client.command(command))).contains(" OK ");
        }
    }

    static List<String> wrong() {
        return List.of(
                "ID",
                "ID (",
                "ID (\"name\")",
                "ID (name test)",
                "ID (\"name\" \"a\" \"NAME\" \"b\")",
                "ID (\"" + "n".repeat(31) + "\" \"a\")",
                "ID "
                        + IntStream.range(0, 31)
                                .mapToObj(i -> "\"n" + i + "\" \"v\"")
                                .collect(Collectors.joining(" ", "(", ")")));
    }

    @Test
    void whatIsNoIdIsBadAndTheSessionGoesOn() throws IOException {
        try (RawImap client = greeted()) {
            for (String command : wrong()) {
                assertThat(last(client.command(command))).as(command).contains(" BAD ");
            }
            assertThat(last(client.command("NOOP"))).contains(" OK ");
        }
    }

    @Test
    void moreThanTheRfcAllowsEndsTheConnectionBeforeLogin() throws IOException {
        try (RawImap client = greeted()) {
            client.send("a ID (\"name\" \"" + "x".repeat(2_000));
            assertThat(client.line()).isEqualTo("* BYE a value of id has 1024 octets at most");
        }
        try (RawImap client = greeted()) {
            client.send("a ID " + fields(60));
            assertThat(client.line()).isEqualTo("* BYE line too long");
        }
        try (RawImap client = greeted()) {
            client.send("a ID (" + "x".repeat(9_000));
            assertThat(client.line()).isEqualTo("* BYE line too long");
        }
        try (RawImap client = greeted()) {
            client.send("a IDX (\"" + "x".repeat(9_000));
            assertThat(client.line()).isEqualTo("* BYE line too long");
        }
    }
}
