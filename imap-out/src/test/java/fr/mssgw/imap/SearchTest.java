package fr.mssgw.imap;

import static fr.mssgw.imap.RawImap.last;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SEARCH as people write: without accents, in other forms of a word, with the beginning of a name. */
class SearchTest {
    private static TestImap imap;
    private static RawImap client;

    @BeforeAll
    static void start() throws IOException {
        imap = new TestImap();
        client = imap.loggedIn(TestImap.CLAIRE, "secret-claire");
        append("From: =?utf-8?q?B=C3=A9atrice_No=C3=ABl?= <b.noel@pair.mssante.fr>\r\n"
                + "To: claire.martin@demo.mssante.fr\r\nCc: equipe@demo.mssante.fr\r\n"
                + "Subject: =?utf-8?q?Ordonnances_renouvel=C3=A9es?=\r\nMessage-ID: <abc.1@pair.mssante.fr>\r\n"
                + "Date: Mon, 2 Nov 2026 23:30:00 +0100\r\nContent-Type: text/plain; charset=utf-8\r\n"
                + "Content-Transfer-Encoding: quoted-printable\r\n\r\nLe traitement du patient est =C3=A0 poursuivre,"
                + " avec une tension =C3=A9lev=C3=A9e. 100% sûr_ici.\r\n");
        append("From: Paul Petit <paul.petit@pair.mssante.fr>\r\nTo: autre@demo.mssante.fr\r\n"
                + "Subject: Biologie du 12/03\r\nMessage-ID: <def.2@pair.mssante.fr>\r\nX-Dossier: =?utf-8?q?N=C2=B04?=\r\n"
                + "Date: Tue, 3 Nov 2026 08:00:00 +0100\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
                + "--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html><style>cach\u00e9</style><p>R&eacute;sultat"
                + " <b>n\u00e9gatif</b></p></html>\r\n--b\r\nContent-Type: application/pdf\r\nContent-Disposition:"
                + " attachment; filename*=utf-8''Glyc%C3%A9mie.pdf\r\n\r\nx\r\n--b--\r\n");
        append("Subject: autre\r\nCc:\r\n\r\nrien\r\n");
        append(
                "From: <c.dupont (cabinet)@ (CHU) clinique.mssante.fr>\r\nTo: Equipe: \"d.durand\"@clinique.mssante.fr;\r\n"
                        + "X-Logiciel: =?utf-8?q?T=C3=A9l=C3=A9suivi?= 4\r\nX-Service: cardio\r\n pediatrie\r\n\r\nvide\r\n");
        client.command("SELECT INBOX");
    }

    @AfterAll
    static void stop() throws IOException {
        client.close();
        imap.close();
    }

    private static void append(String message) throws IOException {
        byte[] octets = message.getBytes(StandardCharsets.UTF_8);
        assertThat(last(client.command("APPEND INBOX {" + octets.length + "+}\r\n" + message)))
                .contains("OK");
    }

    /** Quoted strings are sent as literals, which may hold accents. */
    private static String found(String criteria) throws IOException {
        String sent = Pattern.compile("\"([^\"]*)\"")
                .matcher(criteria)
                .replaceAll(quoted -> Matcher.quoteReplacement(
                        "{" + quoted.group(1).getBytes(StandardCharsets.UTF_8).length + "+}\r\n" + quoted.group(1)));
        List<String> lines = client.command("SEARCH CHARSET UTF-8 " + sent);
        assertThat(last(lines)).as(criteria).contains("OK");
        return lines.stream()
                .filter(line -> line.startsWith("* SEARCH"))
                .findFirst()
                .orElse("none")
                .substring("* SEARCH".length())
                .strip();
    }

    @ParameterizedTest
    @CsvSource({
        "SUBJECT ordonnance, 1",
        "SUBJECT ORDONNANCES, 1",
        "SUBJECT donnan, 1",
        "SUBJECT renouvelee, 1",
        "SUBJECT \"renouvelé\", 1",
        "SUBJECT biologies, 2",
        "SUBJECT \"du 12/03\", 2",
        "SUBJECT zzz, ''",
        "FROM beatrice, 1",
        "FROM \"Béatrice\", 1",
        "FROM @pair.mssante, 1 2",
        "TO claire.martin, 1",
        "FROM c.dupont@clinique.mssante.fr, 4",
        "FROM \"dupont (cabinet)\", 4",
        "TO d.durand@clinique, 4",
        "TO equipe, 4",
        "TEXT telesuivi, 4",
        "TEXT cardio, 4",
        "TEXT \"cardio pediatrie\", 4",
        "BODY telesuivi, ''",
        "SUBJECT telesuivi, ''",
        "CC equipe, 1",
        "NOT CC equipe, 2 3 4",
        "HEADER Message-ID <def.2@pair.mssante.fr>, 2",
        "HEADER Message-ID def.2, 2",
        "HEADER X-Dossier \"n°4\", 2",
        "HEADER X-Dossier \"\", 2",
        "HEADER Subject \"\", 1 2 3",
        "HEADER Cc \"\", 1 3",
        "BODY traitements, 1",
        "BODY poursui, 1",
        "BODY \"tension elevee\", 1",
        "BODY \"elevee tension\", ''",
        "BODY avec, 1",
        "BODY beatrice, ''",
        "BODY resultat, 2",
        "BODY \"négatifs\", 2",
        "BODY cache, ''",
        "BODY glycemie, 2",
        "TEXT beatrice, 1",
        "TEXT glycemie.pdf, 2",
        "TEXT \"%\", 1",
        "TEXT \"\", 1 2 3 4",
        "SUBJECT \"%\", ''",
        "SENTON 2-Nov-2026, 1",
        "SENTSINCE 3-Nov-2026, 2",
        "SENTBEFORE 3-Nov-2026, 1",
        "OR SUBJECT ordonnance BODY resultat, 1 2",
        "OR HEADER X-Dossier 4 SUBJECT ordonnance, 1 2",
        "UNSEEN SUBJECT biologie UNFLAGGED, 2"
    })
    void aSearchFinds(String criteria, String numbers) throws IOException {
        assertThat(found(criteria)).isEqualTo(numbers);
    }

    @ParameterizedTest
    @CsvSource({"'OR TEXT a ',800,TEXT z", "'NOT ',101,ALL", "'TEXT a ',600,ALL"})
    void aSearchWithTooManyKeysIsToldSo(String key, int times, String end) throws IOException {
        assertThat(last(client.command("SEARCH " + key.repeat(times) + end)))
                .contains("NO [LIMIT] SEARCH une recherche porte au plus 500 criteres");
    }

    /** The text says 100, so that as many are taken and one more is not, by whatever they are nested. */
    @ParameterizedTest
    @CsvSource({
        "'NOT ', '', ALL, 1 2 3 4",
        "'NOT ', '', FLAGGED UNFLAGGED, ''",
        "'OR FLAGGED ', '', ALL, 1 2 3 4",
        "'(', ')', ALL, 1 2 3 4"
    })
    void aSearchNestedAsDeepAsTheTextSaysIsAnsweredAndOneMoreIsToldSo(
            String opens, String closes, String end, String numbers) throws IOException {
        assertThat(found(opens.repeat(100) + end + closes.repeat(100))).isEqualTo(numbers);
        for (int times : new int[] {101, 102, 1_500}) {
            for (String command : List.of("SEARCH ", "UID SEARCH ", "search RETURN (MIN) ")) {
                assertThat(last(client.command(command + opens.repeat(times) + end + closes.repeat(times))))
                        .contains(
                                "NO [LIMIT] SEARCH une recherche porte au plus 500 criteres, imbriques au plus 100 fois");
            }
        }
    }

    @Test
    void aSearchWithManyKeysIsAnswered() throws IOException {
        assertThat(found("OR SUBJECT zzz ".repeat(90) + "SUBJECT ordonnance")).isEqualTo("1");
        assertThat(found("TEXT ordonnances ".repeat(200) + "ALL")).isEqualTo("1");
    }

    /** Statements to the database that looked for messages, while something was searched for. */
    private static int queriesOf(String criteria, String numbers) throws IOException {
        AtomicInteger queries = new AtomicInteger();
        SqlLogger before = imap.database.jdbi().getConfig(SqlStatements.class).getSqlLogger();
        imap.database.jdbi().setSqlLogger(new SqlLogger() {
            @Override
            public void logAfterExecution(StatementContext context) {
                queries.addAndGet(context.getRawSql().contains("mm.uid") ? 1 : 0);
            }
        });
        try {
            assertThat(found(criteria)).isEqualTo(numbers);
        } finally {
            imap.database.jdbi().setSqlLogger(before);
        }
        return queries.get();
    }

    @Test
    void keysThatAQueryDecidesAreNotAskedForOneByOne() throws IOException {
        String larger = IntStream.range(1, 100).mapToObj(i -> " LARGER " + i).collect(Collectors.joining());
        String smaller =
                IntStream.range(1, 390).mapToObj(i -> " SMALLER 9999" + i).collect(Collectors.joining());
        assertThat(queriesOf("HEADER X-Service pediatrie" + larger + smaller, "4"))
                .isOne();
        assertThat(queriesOf("HEADER X-Service pediatrie" + larger + " LARGER 999", ""))
                .isOne();
    }

    @Test
    void keysWithinOthersAreAskedForWhereTheyDecide() throws IOException {
        String either = IntStream.range(30, 180)
                .mapToObj(i -> " OR HEADER X-Service pediatrie LARGER " + i)
                .collect(Collectors.joining());
        assertThat(queriesOf("ALL" + either, "1 2 4")).isEqualTo(1 + 150);
        assertThat(queriesOf("NOT OR HEADER X-Service pediatrie LARGER 99999", "1 2 3"))
                .isEqualTo(2);
        assertThat(queriesOf("OR HEADER X-Dossier 4 OR SEEN HEADER X-Service pediatrie", "2 4"))
                .isEqualTo(2);
    }

    @Test
    void aSearchThatNoIndexAnswersReadsSomeMessagesAndTellsWhenTheyAreTooMany() throws IOException {
        try (RawImap other = imap.loggedIn(TestImap.PHARMACY, "secret-paul")) {
            other.command("CREATE Grand");
            String large = "Subject: grand\r\n\r\n" + ("x".repeat(70) + "\r\n").repeat(60_000);
            for (int i = 0; i < 10; i++) {
                String message = i == 0 ? "Subject: petit\r\n\r\n100%\r\n" : large;
                assertThat(last(other.command("APPEND Grand {" + message.length() + "+}\r\n" + message)))
                        .contains("OK");
            }
            other.command("SELECT Grand");
            assertThat(other.command("SEARCH SUBJECT petit TEXT \"%_\"")).contains("* SEARCH");
            assertThat(other.command("SEARCH LARGER 10 SMALLER 1000 TEXT \"%\""))
                    .contains("* SEARCH 1");
            assertThat(last(other.command("SEARCH TEXT \"%\"")))
                    .contains("NO [LIMIT] SEARCH trop de messages a relire");
            assertThat(last(other.command("SEARCH BODY " + "a".repeat(400))))
                    .contains("NO [LIMIT] SEARCH trop de messages a relire");
            other.command("DELETE Grand");
        }
    }

    @Test
    void whatHasJustComeIsFoundThoughItsTextIsReadLater() throws IOException {
        try (RawImap other = imap.loggedIn(TestImap.PHARMACY, "secret-paul")) {
            String message = "Subject: neuf\r\n\r\ntout frais\r\n";
            other.command("APPEND INBOX {" + message.length() + "+}\r\n" + message);
            other.command("SELECT INBOX");
            assertThat(other.command("SEARCH BODY frais")).contains("* SEARCH 1");
        }
    }

    /** Each of these signs stands for several letters, so that this text has twice the octets that a word list takes. */
    @Test
    void aTextThatTheDatabaseDoesNotTakeHidesNoOtherMail() throws IOException {
        StringBuilder words = new StringBuilder();
        for (int i = 0; i < 49_000; i++) {
            words.append((char) (0x3300 + i % 80))
                    .append((char) (0x3300 + i / 80 % 80))
                    .append((char) (0x3300 + i / 6400))
                    .append(i % 20 == 19 ? "\r\n" : " ");
        }
        try (RawImap other = imap.loggedIn(TestImap.CLAIRE, "secret-claire")) {
            other.command("CREATE signes");
            for (String message : List.of(
                    "Subject: unites japonaises\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + words,
                    "Subject: suivant\r\n\r\nvaccination\r\n")) {
                byte[] octets = message.getBytes(StandardCharsets.UTF_8);
                assertThat(last(other.command("APPEND signes {" + octets.length + "+}\r\n" + message)))
                        .contains("OK");
            }
            other.command("SELECT signes");
            assertThat(other.command("SEARCH BODY vaccination")).contains("* SEARCH 2");
            assertThat(other.command("SEARCH SUBJECT japonaises")).contains("* SEARCH 1");
        }
    }
}
