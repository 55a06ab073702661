package fr.mssgw.imap.james.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.mssgw.core.delivery.Copy;
import fr.mssgw.core.delivery.Delivery;
import fr.mssgw.core.delivery.Placement;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.message.QueueId;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.port.StoreUnavailable;
import fr.mssgw.store.delivery.QuotaOf;
import fr.mssgw.store.delivery.SqlDeliveries;
import fr.mssgw.store.mailbox.MailboxListener;
import fr.mssgw.store.mailbox.MessageReading;
import fr.mssgw.store.mailbox.SearchTexts;
import fr.mssgw.store.sql.Database;
import fr.mssgw.store.sql.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a message's words where the database does not keep them. */
class TextIndexerTest {
    private final Database database = TestDatabase.fresh(4);
    private final TextIndexer indexer = new TextIndexer(new SearchTexts(database), new MessageReading(database));

    @BeforeEach
    void deliver() {
        for (String subject : List.of("un", "deux", "trois")) {
            byte[] header = ("Subject: " + subject + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
            byte[] message = ("Subject: " + subject + "\r\n\r\nbonjour").getBytes(StandardCharsets.US_ASCII);
            Placement inbox = new Placement(
                    MssAddress.parse("claire.martin@demo.mssante.fr"), "INBOX", false, Set.of(), Optional.empty());
            Copy copy = new Copy(header, RawMessage.of(message), header.length, List.of(inbox), List.of());
            new SqlDeliveries(database, QuotaOf.UNLIMITED, MailboxListener.NONE)
                    .commit(new Delivery(
                            QueueId.random(),
                            Instant.now(),
                            Optional.empty(),
                            Optional.empty(),
                            false,
                            List.of(copy),
                            List.of(),
                            List.of()));
        }
    }

    @AfterEach
    void close() {
        indexer.close();
        database.close();
    }

    /** The database answers so to the words of the second message's text, and takes all else. */
    private void answersWith(String sqlState) {
        database.jdbi().useHandle(handle -> {
            handle.execute(
                    "CREATE FUNCTION answer() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.subject = 'deux'"
                            + " AND NEW.words @@ plainto_tsquery('folded_french', 'bonjour') THEN RAISE 'no' USING ERRCODE = '"
                            + sqlState + "'; END IF; RETURN NEW; END $$");
            handle.execute(
                    "CREATE TRIGGER answer BEFORE INSERT ON message_text FOR EACH ROW EXECUTE FUNCTION answer()");
        });
    }

    private void catchUp() {
        indexer.catchUp(number("SELECT min(id) FROM mailbox"));
    }

    private long number(String sql) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
    }

    private long pending() {
        return number("SELECT count(*) FROM text_pending");
    }

    private long foundByItsWords() {
        return number(
                "SELECT count(*) FROM message_text" + " WHERE words @@ plainto_tsquery('folded_french', 'bonjour')");
    }

    @ParameterizedTest
    @ValueSource(strings = {"57014", "55P03", "53300", "57P01", "08006", "40001"})
    void afterAPassingShortageOfTheDatabaseAMessageIsFoundByItsWords(String sqlState) {
        answersWith(sqlState);

        assertThatThrownBy(this::catchUp).isInstanceOf(StoreUnavailable.class);
        assertThat(foundByItsWords()).as("the one before it").isEqualTo(1);
        assertThat(pending()).as("it and the one behind it").isEqualTo(2);

        database.jdbi().useHandle(handle -> handle.execute("DROP TRIGGER answer ON message_text"));
        catchUp();
        assertThat(foundByItsWords()).isEqualTo(3);
        assertThat(pending()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"54000", "22021", "23514"})
    void aMessageWhoseWordsAreRefusedIsKeptWithoutThemAndHoldsNoOtherBack(String sqlState) {
        answersWith(sqlState);

        catchUp();

        assertThat(foundByItsWords()).isEqualTo(2);
        assertThat(number("SELECT count(*) FROM message_text WHERE subject = 'deux'"))
                .isEqualTo(1);
        assertThat(pending()).isZero();
    }

    @Test
    void whatAPostgresqlTakesForTooManyWordsIsRefusedAndNoOutage() {
        database.jdbi()
                .useHandle(handle -> handle.execute("CREATE FUNCTION fill() RETURNS trigger LANGUAGE plpgsql AS $$"
                        + " BEGIN IF NEW.subject = 'deux' AND NEW.words @@ plainto_tsquery('folded_french', 'bonjour') THEN"
                        + " NEW.words = (SELECT to_tsvector('simple', string_agg(md5(n::text), ' '))"
                        + " FROM generate_series(1, 40000) n); END IF; RETURN NEW; END $$;"
                        + " CREATE TRIGGER fill BEFORE INSERT ON message_text FOR EACH ROW EXECUTE FUNCTION fill()"));

        catchUp();

        assertThat(foundByItsWords()).isEqualTo(2);
        assertThat(pending()).isZero();
    }
}
