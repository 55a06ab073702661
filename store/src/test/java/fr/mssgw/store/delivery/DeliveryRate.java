package fr.mssgw.store.delivery;

import fr.mssgw.core.delivery.Delivery;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.port.Deliveries;
import fr.mssgw.store.mailbox.MailboxListener;
import fr.mssgw.store.sql.Database;
import fr.mssgw.store.sql.EmbeddedSettings;
import fr.mssgw.store.sql.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * Prints how many 10 kB deliveries for one recipient each are committed a second, on a durable embedded server.
 * Arguments: directory, threads, BALs, seconds.
 */
public final class DeliveryRate {
    private DeliveryRate() {}

    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        int threads = Integer.parseInt(arguments[1]);
        int bals = Integer.parseInt(arguments[2]);
        int seconds = Integer.parseInt(arguments[3]);
        String body = ("0123456789".repeat(7) + "abcdef\r\n").repeat(128);
        try (Database database =
                Database.embedded(new EmbeddedSettings(directory, TestDatabase.binaries(), 0, threads + 2))) {
            SqlDeliveries deliveries = new SqlDeliveries(database, QuotaOf.UNLIMITED, MailboxListener.NONE);
            System.out.printf("warm-up %.0f/s%n", run(deliveries, body, threads, bals, 3));
            long jvm = jvmCpu();
            long server = serverCpu(database);
            double rate = run(deliveries, body, threads, bals, seconds);
            System.out.printf(
                    "CPU per delivery: JVM %.3f ms, PostgreSQL %.3f ms%n",
                    (jvmCpu() - jvm) / 1e6 / rate / seconds, (serverCpu(database) - server) / 1e6 / rate / seconds);
            System.out.printf("%.0f deliveries/s: %d threads, %d BALs, %d s%n", rate, threads, bals, seconds);
        }
    }

    private static long jvmCpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
    }

    /** Of the processes that live: sessions, WAL writer, checkpointer … */
    private static long serverCpu(Database database) {
        return ProcessHandle.of(database.serverProcess().orElseThrow()).stream()
                .flatMap(postmaster -> Stream.concat(Stream.of(postmaster), postmaster.descendants()))
                .flatMap(process -> process.info().totalCpuDuration().stream())
                .mapToLong(Duration::toNanos)
                .sum();
    }

    private static double run(SqlDeliveries deliveries, String body, int threads, int bals, int seconds)
            throws InterruptedException {
        LongAdder done = new LongAdder();
        long start = System.nanoTime();
        long end = start + seconds * 1_000_000_000L;
        List<Thread> running = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Thread thread = new Thread(() -> {
                while (System.nanoTime() < end) {
                    MssAddress bal =
                            MssAddress.parse("bal" + ThreadLocalRandom.current().nextInt(bals) + "@demo.mssante.fr");
                    Delivery delivery = Samples.toInbox(body, bal);
                    if (!(deliveries.commit(delivery) instanceof Deliveries.Committed)) {
                        throw new IllegalStateException("not committed");
                    }
                    done.increment();
                }
            });
            thread.start();
            running.add(thread);
        }
        for (Thread thread : running) {
            thread.join();
        }
        return done.sum() * 1e9 / (System.nanoTime() - start);
    }
}
