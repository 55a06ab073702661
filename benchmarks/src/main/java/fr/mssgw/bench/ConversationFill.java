package fr.mssgw.bench;

import fr.mssgw.core.conversation.ConversationKey;
import fr.mssgw.core.identity.InsAddress;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.store.sql.Database;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;

/** Conversations by the million, made by the server: the rows first, their indexes after. */
final class ConversationFill {
    private static final int CONTACTS = 20_000;
    private static final long AT_A_TIME = 5_000_000;

    /** The {@code n}th matricule: every one is good and different, up to 95 million. The same as {@link #key}. */
    private static final String INSERT = "INSERT INTO conversation (ins, contact, state, changed_at, active_on)"
            + " SELECT s.n || lpad((97 - s.n::bigint %% 97)::text, 2, '0'), 'dr' || s.g %% " + CONTACTS
            + " || '@demo.mssante.fr', CASE WHEN s.g %% 7 = 0 THEN 'CLOSED' ELSE 'OPEN' END,"
            + " timestamptz '2026-01-01' + (s.g %% 300) * interval '1 day', date '2026-01-01' + (s.g %% 300)::int"
            + " FROM (SELECT g, '2' || lpad((g * 7919 %% 100)::text, 2, '0') || lpad((1 + g %% 12)::text, 2, '0')"
            + " || lpad((1 + g / 1000000 %% 95)::text, 2, '0') || lpad((g %% 1000000)::text, 6, '0') AS n"
            + " FROM generate_series(%d::bigint, %d::bigint) AS g) AS s";

    private ConversationFill() {}

    static ConversationKey key(long n) {
        return new ConversationKey(ins('2', n), MssAddress.parse("dr" + n % CONTACTS + "@demo.mssante.fr"));
    }

    /** A pair that is not in the store. */
    static ConversationKey stranger(long n) {
        return new ConversationKey(ins('1', n), MssAddress.parse("dr" + n % CONTACTS + "@demo.mssante.fr"));
    }

    private static InsAddress ins(char sex, long g) {
        String number =
                "%s%02d%02d%02d%06d".formatted(sex, g * 7919 % 100, 1 + g % 12, 1 + g / 1_000_000 % 95, g % 1_000_000);
        return new InsAddress(number + "%02d".formatted(97 - Long.parseLong(number) % 97));
    }

    static void fill(Database database, long count, PrintStream out) {
        database.jdbi().useHandle(handle -> {
            long began = System.nanoTime();
            handle.execute("SET synchronous_commit = off");
            handle.execute("SET maintenance_work_mem = '1GB'");
            handle.execute("ALTER TABLE conversation DROP CONSTRAINT conversation_ins_contact_key");
            handle.execute("DROP INDEX conversation_contact, conversation_silence");
            for (long from = 1; from <= count; from += AT_A_TIME) {
                long to = Math.min(count, from + AT_A_TIME - 1);
                handle.execute(INSERT.formatted(from, to));
                out.printf(Locale.ROOT, "%,d rows after %d s%n", to, (System.nanoTime() - began) / 1_000_000_000);
            }
            handle.execute(
                    "ALTER TABLE conversation ADD CONSTRAINT conversation_ins_contact_key UNIQUE (ins, contact)");
            handle.execute("CREATE INDEX conversation_contact ON conversation (contact)");
            handle.execute("CREATE INDEX conversation_silence ON conversation (active_on) WHERE state = 'OPEN'");
            handle.execute("VACUUM (ANALYZE) conversation");
            out.printf("filled and indexed in %d s%n", (System.nanoTime() - began) / 1_000_000_000);
            handle.createQuery("SELECT c.relname || ': ' || pg_size_pretty(pg_relation_size(c.oid)) FROM pg_class c"
                            + " WHERE c.oid = 'conversation'::regclass OR c.oid IN (SELECT indexrelid FROM pg_index"
                            + " WHERE indrelid = 'conversation'::regclass) ORDER BY pg_relation_size(c.oid) DESC")
                    .mapTo(String.class)
                    .forEach(line -> out.println("  " + line));
        });
    }

    static void erase(Path directory) throws IOException {
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException failure) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
