package fr.mssgw.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

class LogFileTest {
    private static final String SPELLED = "2 79 03 51 215 189 89";
    private static final Logger LOG = LoggerFactory.getLogger(LogFileTest.class);

    @TempDir
    Path directory = Path.of(".");

    @BeforeEach
    void open() {
        LogFile.in(directory);
        own().setLevel(Level.INFO); // whatever another class of this JVM has left
    }

    @AfterEach
    void close() {
        ch.qos.logback.classic.Logger root = root();
        Appender<ILoggingEvent> file = root.getAppender("file");
        root.detachAppender(file);
        file.stop();
        own().setLevel(null);
    }

    private static ch.qos.logback.classic.Logger own() {
        return ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger(LogFileTest.class);
    }

    private static ch.qos.logback.classic.Logger root() {
        return ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger(Logger.ROOT_LOGGER_NAME);
    }

    private String log() throws Exception {
        return Files.readString(directory.resolve("gateway.log"));
    }

    @Test
    void messagesExceptionsTheirCausesThreadsAndTheContextAreMasked() throws Exception {
        MDC.put("queueId", SPELLED);
        Thread.currentThread().setName("smtp " + SPELLED);
        LOG.warn(
                "refused {}",
                SPELLED,
                new IllegalStateException(SPELLED, new IllegalArgumentException("Key (patient)=(279035121518989)")));
        MDC.clear();
        assertThat(log())
                .contains("refused 2**************", "Key (patient)=(2**************)")
                .satisfies(text -> assertThat(alphanumeric(text)).doesNotContain("2790351215189"));
    }

    @Test
    void aLineKeepsItsTimeItsQueueIdAndAddresses() throws Exception {
        LOG.info("8F3A5C7E1B902D4F from 10.20.30.40:12345 for 10001234567 waits until 2026-09-28T12:30:45.123456789Z");
        assertThat(log())
                .matches("(?s)\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\S+ INFO .*")
                .contains("8F3A5C7E1B902D4F from 10.20.30.40:12345 for 10001234567 waits until"
                        + " 2026-09-28T12:30:45.123456789Z");
    }

    @Test
    void whatLibrariesLogByTheJdkAndWhatEndsAThreadComesThereToo() throws Exception {
        java.util.logging.Logger.getLogger("org.postgresql.test").warning("value " + SPELLED);
        Thread failing = new Thread(() -> {
            throw new IllegalStateException("ended by " + SPELLED);
        });
        failing.start();
        await().dontCatchUncaughtExceptions().untilAsserted(() -> assertThat(log())
                .contains("value 2**************", "thread Thread-", "ended by 2**************"));
    }

    @Test
    void everyAppenderOfTheGatewaysConfigurationWritesMaskedLines() throws Exception {
        LoggerContext configured = new LoggerContext();
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(configured);
        configurator.doConfigure(Gateway.class.getResource("/logback.xml"));
        List<Appender<ILoggingEvent>> appenders = new ArrayList<>(List.of(root().getAppender("file")));
        configured.getLoggerList().forEach(logger -> logger.iteratorForAppenders()
                .forEachRemaining(appenders::add));
        configured.stop();
        assertThat(appenders).hasSizeGreaterThan(1).allSatisfy(appender -> assertThat(
                        ((OutputStreamAppender<ILoggingEvent>) appender).getEncoder())
                .isInstanceOf(MaskedLines.class));
    }

    /** Letters and digits alone, as somebody who looks through signs and scripts would read them. */
    private static String alphanumeric(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC).replaceAll("[^0-9A-Za-z]", "");
    }
}
