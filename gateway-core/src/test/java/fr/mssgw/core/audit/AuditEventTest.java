package fr.mssgw.core.audit;

import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.audit.AuditEvent.Kind;
import fr.mssgw.core.identity.MssAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AuditEventTest {
    private static final String MASKED = "2**************";

    @Test
    void aMatriculeInWhicheverSpellingIsMaskedInEveryValueAndInTheActor() {
        AuditEvent event = AuditEvent.of(
                Instant.EPOCH,
                Kind.MESSAGE_REFUSED,
                "279035121518989@pair.mssante.fr",
                "recipients",
                "<2 79 03 51 215 189 89@patient.mssante.fr>",
                "folder",
                "Patients.2.79.03.51.215.189",
                "sender",
                MssAddress.parse("279035121518989@patient.mssante.fr"),
                "to",
                List.of(MssAddress.parse("2-79-03-51-215-189-89@pair.mssante.fr")));
        assertThat(event.actor()).isEqualTo(MASKED + "@pair.mssante.fr");
        assertThat(event.details())
                .containsExactly(
                        Map.entry("recipients", "<" + MASKED + "@patient.mssante.fr>"),
                        Map.entry("folder", "Patients." + MASKED),
                        Map.entry("sender", MASKED + "@patient.mssante.fr"),
                        Map.entry("to", "[" + MASKED + "@pair.mssante.fr]"));
        assertThat(new AuditEvent(Instant.EPOCH, Kind.LOGIN_DENIED, "x", Map.of("reason", "279035121518989")).details())
                .containsEntry("reason", MASKED);
    }

    @Test
    void whatTheTraceIsForStaysReadable() {
        Map<String, String> details = Map.of(
                "id", "8F3A5C7E1B902D4F",
                "messages", "[27901, 27902, 27903] and 12 more",
                "certificate", "ou=318310021300028,cn=mx.pair.mssante.fr",
                "person", "10001234567",
                "peer", "10.20.30.40:12345",
                "until", "2026-09-28T12:30:45.123456789Z");
        assertThat(new AuditEvent(Instant.EPOCH, Kind.MAILBOX_ACTION, "10001234567", details))
                .extracting(AuditEvent::actor, AuditEvent::details)
                .containsExactly("10001234567", details);
    }
}
