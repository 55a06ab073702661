package fr.mssgw.app;

import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.pattern.PatternLayoutEncoderBase;
import fr.mssgw.core.masking.Matricules;

/**
 * Lines of the log with the matricules of patients masked, in messages, exceptions and names of threads alike: libraries
 * and the database repeat what they are given.
 */
public final class MaskedLines extends PatternLayoutEncoderBase<ILoggingEvent> {

    @Override
    public void start() {
        PatternLayout lines = new PatternLayout() {
            @Override
            public String doLayout(ILoggingEvent event) {
                return Matricules.masked(super.doLayout(event));
            }
        };
        lines.setContext(context);
        lines.setPattern(getPattern());
        lines.start();
        layout = lines;
        super.start();
    }
}
