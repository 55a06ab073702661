package fr.mssgw.relay;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import fr.mssgw.core.port.OutboundQueue.Later;
import fr.mssgw.core.port.OutboundQueue.Outcome;
import java.io.IOException;
import java.text.Normalizer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** A peer may repeat a patient's address in its reply, in its own spelling. */
@Timeout(60)
class KeepsMatriculesTest {
    private static final String NUMBER = "2790351215189";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "550 5.1.1 <279035121518989@patient.mssante.fr>: unknown",
                "550 5.1.1 <\"2 79 03 51 215 189 89\"@patient.mssante.fr>: unknown",
                "451 4.7.1 2-79-03-51-215-189-89, revenez plus tard",
                "550-5.1.1 boîte 2\u00a079\u202f03\u00a051\r\n550 5.1.1 215 189 89 inconnue",
                "450 4.2.1 rfc822;2+2079+2003+2051+20215+20189+2089+40patient.mssante.fr",
                "550 5.1.1 =?utf-8?B?MiA3OSAwMyA1MSAyMTUgMTg5IDg5?=",
                "550 5.1.1 ２７９０３５１２１５１８９",
            })
    void neitherQueueNorAuditNorLogHoldsWhatAPeerRepeats(String reply) throws Exception {
        List<String> kept = new CopyOnWriteArrayList<>();
        AppenderBase<ILoggingEvent> keeper = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                kept.add(event.getFormattedMessage()
                        + (event.getThrowableProxy() == null
                                ? ""
                                : ThrowableProxyUtil.asString(event.getThrowableProxy())));
            }
        };
        keeper.start();
        Logger log = (Logger) LoggerFactory.getLogger("fr.mssgw.relay");
        Level before = log.getLevel();
        log.setLevel(Level.TRACE);
        log.addAppender(keeper);
        RelayFixture relay = new RelayFixture();
        try (relay;
                ScriptedPeer peer = new ScriptedPeer((stage, number) -> refuseRecipients(stage, reply))) {
            relay.route(peer.address()).start();
            relay.send("jean.dupont@pair.mssante.fr");
            Outcome outcome = relay.outcomes(1).get(0);
            kept.add(outcome.event().toString());
            if (outcome instanceof Later later) {
                kept.add(later.reason());
            }
            assertThat(outcome.event().details().get("reason")).contains("2**************");
        } finally {
            log.detachAppender(keeper);
            log.setLevel(before);
        }
        assertThat(kept)
                .hasSizeGreaterThan(1)
                .noneMatch(line -> alphanumeric(line).contains(NUMBER))
                .noneMatch(line -> line.contains("MiA3OSAw"));
    }

    private static void refuseRecipients(ScriptedPeer.Stage stage, String reply) throws IOException {
        stage.greet();
        while (true) {
            String command = stage.hear();
            stage.say(command.startsWith("RCPT") ? reply + "\r\n" : "250 2.0.0 ok\r\n");
        }
    }

    /** Letters and digits alone, as somebody who looks through signs and scripts would read them. */
    private static String alphanumeric(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC).replaceAll("[^0-9A-Za-z]", "");
    }
}
