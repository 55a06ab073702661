package fr.mssgw.imap;

import static fr.mssgw.imap.RawImap.last;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What colleagues do in one folder reaches each client in an order in which its numbers stay true (RFC 3501 §5.2, §7.4). */
class TimelyNewsTest {
    private static final Pattern NUMBERED = Pattern.compile("\\* (\\d+) (EXISTS|EXPUNGE|FETCH)\\b.*");

    private TestImap imap;
    private RawImap paul;
    private RawImap anne;

    @BeforeEach
    void twoMessages() throws IOException {
        imap = new TestImap();
        paul = imap.loggedIn(TestImap.PHARMACY, "secret-paul");
        anne = imap.loggedIn(TestImap.PHARMACY, "secret-anne");
        append(anne, "");
        append(anne, "");
        paul.command("SELECT INBOX");
        anne.command("SELECT INBOX");
    }

    @AfterEach
    void close() throws IOException {
        paul.close();
        anne.close();
        imap.close();
    }

    private static void append(RawImap client, String flags) throws IOException {
        assertThat(last(client.command("APPEND INBOX " + flags + "{15+}\r\nSubject: x\r\n\r\na")))
                .contains(" OK ");
    }

    @Test
    void aMessageHasNoNumberBeforeItsExists() throws IOException {
        append(anne, "");
        List<String> told = paul.command("FETCH 1:* (UID)");
        assertThat(told).noneMatch(line -> line.startsWith("* 3 FETCH"));
        assertThat(told).contains("* 3 EXISTS");
        assertThat(paul.command("FETCH 1:* (UID)")).contains("* 3 FETCH (UID 3)");
    }

    @Test
    void aMessageThatCameAndWentIsToldInThatOrder() throws IOException {
        append(anne, "");
        anne.command("STORE 3 +FLAGS (\\Deleted)");
        anne.command("EXPUNGE");
        List<String> told = paul.command("NOOP");
        assertThat(told).containsSubsequence("* 3 EXISTS", "* 3 EXPUNGE");
        assertThat(paul.command("FETCH 1:* (UID)")).hasSize(3);
    }

    @Test
    void aKeywordIsDeclaredBeforeItIsUsedWhateverChangedSince() throws IOException {
        anne.command("STORE 1 +FLAGS ($Neuf)");
        anne.command("STORE 1 +FLAGS (\\Flagged)");
        assertDeclared("$Neuf", paul.command("NOOP"));
        assertDeclared("$Autre", paul.command("STORE 2 +FLAGS ($Autre)"));
    }

    private static void assertDeclared(String keyword, List<String> told) {
        assertThat(told.stream()
                        .filter(line -> line.toLowerCase(Locale.ROOT).contains(keyword.toLowerCase(Locale.ROOT))))
                .satisfies(lines -> assertThat(lines.get(0)).startsWith("* FLAGS ("), lines -> assertThat(lines)
                        .anyMatch(line -> line.contains(" FETCH ")));
    }

    @Test
    void changedFlagsAreToldAndNothingThatNobodyAskedFor() throws IOException {
        anne.command("STORE 1 +FLAGS (\\Flagged)");
        assertThat(paul.command("NOOP")).anyMatch(line -> line.matches("\\* 1 FETCH \\(FLAGS \\([^()]*\\)\\)"));
        anne.command("STORE 1 -FLAGS (\\Flagged)");
        paul.send("i IDLE\r\n").send("DONE\r\n");
        assertThat(paul.until("i ")).anyMatch(line -> line.matches("\\* 1 FETCH \\(FLAGS \\([^()]*\\)\\)"));
    }

    @Test
    void aKeywordThatArrivesWithAMessageIsDeclared() throws IOException {
        append(anne, "($Arrive) ");
        assertThat(paul.command("NOOP")).anyMatch(line -> line.startsWith("* FLAGS (") && line.contains("$Arrive"));
    }

    /** A client that keeps count, as the RFC lets it. */
    private static final class Counting {
        private final RawImap client;
        private long exists;

        Counting(RawImap client) throws IOException {
            this.client = client;
            follow(client.command("SELECT INBOX"));
        }

        List<String> does(String command) throws IOException {
            List<String> told = client.command(command);
            follow(told);
            return told;
        }

        void follow(List<String> told) {
            for (String line : told) {
                Matcher numbered = NUMBERED.matcher(line);
                if (!numbered.matches()) {
                    continue;
                }
                long number = Long.parseLong(numbered.group(1));
                if (numbered.group(2).equals("EXISTS")) {
                    assertThat(number).as("EXISTS never falls: " + line).isGreaterThanOrEqualTo(exists);
                    exists = number;
                } else {
                    assertThat(number).as(line + " of " + exists).isBetween(1L, exists);
                    exists -= numbered.group(2).equals("EXPUNGE") ? 1 : 0;
                }
            }
        }
    }

    @Test
    void theNumbersOfManyClientsStayTrueWhateverTheyDoAtOnce() throws Exception {
        ExecutorService people = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> done = new ArrayList<>();
            for (int person = 0; person < 4; person++) {
                Random random = new Random(person);
                done.add(people.submit(() -> {
                    try (RawImap client = imap.loggedIn(TestImap.PHARMACY, "secret-paul")) {
                        works(new Counting(client), random);
                    }
                    return null;
                }));
            }
            for (Future<?> one : done) {
                one.get(60, TimeUnit.SECONDS);
            }
        } finally {
            people.shutdownNow();
        }
    }

    private static void works(Counting client, Random random) throws IOException {
        for (int turn = 0; turn < 120; turn++) {
            long some = client.exists == 0 ? 0 : 1 + random.nextLong(client.exists);
            switch (random.nextInt(6)) {
                case 0, 1 -> client.does("APPEND INBOX {15+}\r\nSubject: x\r\n\r\na");
                case 2 -> {
                    if (some > 0) {
                        client.does("STORE " + some + " +FLAGS (\\Deleted $k" + random.nextInt(30) + ")");
                        client.does("EXPUNGE");
                    }
                }
                case 3 -> {
                    if (some > 0) {
                        assertThat(last(client.does("FETCH " + some + ":" + client.exists + " (UID FLAGS)")))
                                .as("numbers that the client was told")
                                .contains(" OK ");
                    }
                }
                case 4 -> {
                    client.client.send("i IDLE\r\n");
                    client.follow(client.client.until("+ "));
                    client.client.send("DONE\r\n");
                    client.follow(client.client.until("i "));
                }
                default -> client.does("NOOP");
            }
        }
        client.does("NOOP");
    }

    @Test
    void aClientInIdleFollowsAllThatHappens() throws Exception {
        Counting idle = new Counting(paul);
        paul.send("i IDLE\r\n");
        idle.follow(paul.until("+ "));
        for (int turn = 0; turn < 20; turn++) {
            append(anne, "");
            anne.command("NOOP");
            anne.command("STORE 1 +FLAGS (\\Deleted)");
            anne.command("EXPUNGE");
        }
        append(anne, "");
        paul.send("DONE\r\n");
        idle.follow(paul.until("i "));
        idle.does("NOOP");
        assertThat(idle.exists).isEqualTo(3);
    }
}
