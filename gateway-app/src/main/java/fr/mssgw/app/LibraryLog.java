package fr.mssgw.app;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** Takes what the JDK and the database's driver log by java.util.logging into the gateway's log, where it is masked. */
final class LibraryLog extends Handler {

    private static final SimpleFormatter WORDS = new SimpleFormatter();

    /** Instead of the standard error, from now on. */
    static void install() {
        java.util.logging.Logger root = java.util.logging.Logger.getLogger("");
        for (Handler other : root.getHandlers()) {
            root.removeHandler(other);
        }
        root.addHandler(new LibraryLog());
    }

    @Override
    public void publish(LogRecord record) {
        Logger log = LoggerFactory.getLogger(
                record.getLoggerName() == null ? LibraryLog.class.getName() : record.getLoggerName());
        LoggingEventBuilder line = record.getLevel().intValue() >= Level.SEVERE.intValue()
                ? log.atError()
                : record.getLevel().intValue() >= Level.WARNING.intValue() ? log.atWarn() : log.atInfo();
        line.setCause(record.getThrown()).log("{}", WORDS.formatMessage(record));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
