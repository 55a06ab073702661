package fr.mssgw.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import fr.mssgw.core.flow.Reception;
import fr.mssgw.core.policy.Verdict;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The peer of a 451 is told no cause; the operator finds it in the log (docs/rules.md, GW-SYS-1). */
class LaterIsLoggedTest {
    @Test
    void whatACommandOrAMessageWaitsForIsLogged() throws Exception {
        List<ILoggingEvent> events = new CopyOnWriteArrayList<>();
        AppenderBase<ILoggingEvent> keeper = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                events.add(event);
            }
        };
        keeper.start();
        Logger ours = (Logger) LoggerFactory.getLogger("fr.mssgw.smtp");
        Level before = ours.getLevel();
        ours.setLevel(Level.WARN);
        ours.addAppender(keeper);
        try (TestServer server = new TestServer()) {
            server.flows.onRecipient = recipient -> recipient.startsWith("later")
                    ? new Verdict.TryLater("reading how full a mailbox is")
                    : Verdict.DELIVER;
            server.flows.onMessage = octets -> new Reception.NotStored(new Verdict.TryLater("storing a message"));
            try (RawClient client = server.mx()) {
                client.expect("MAIL FROM:<a@pair.mssante.fr>", "250 ");
                client.expect("RCPT TO:<later@demo.mssante.fr>", "451 4.3.0 ");
                client.expect("RCPT TO:<claire.martin@demo.mssante.fr>", "250 ");
                client.expect("DATA", "354 ");
                client.send("Subject: a\r\n\r\nb\r\n.\r\n");
                client.expect("451 4.3.0 ");
            }
        } finally {
            ours.detachAppender(keeper);
            ours.setLevel(before);
        }

        assertThat(events)
                .filteredOn(event -> event.getLevel() == Level.WARN)
                .extracting(event -> event.getFormattedMessage().replaceFirst("session \\S+:", "session:"))
                .containsExactly(
                        "session: answered 451, reading how full a mailbox is",
                        "session: answered 451, storing a message");
    }
}
