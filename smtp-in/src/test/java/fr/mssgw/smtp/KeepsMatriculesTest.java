package fr.mssgw.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.core.flow.Reception;
import fr.mssgw.core.message.QueueId;
import fr.mssgw.core.policy.Rules;
import fr.mssgw.core.policy.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a flow says of what somebody wrote, neither a reply nor the trail of this module repeats a matricule. */
class KeepsMatriculesTest {
    private static final String NUMBER = "2790351215189";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "279035121518989",
                "2790351215189",
                "\"2 79 03 51 215 189 89\"",
                "2.79.03.51.215.189.89",
                "2-79-03-51-215-189-89",
                "\"2\\ 79\\ 03\\ 51\\ 215\\ 189\\ 89\"",
                "2+79+03+51+215+189+89",
                "2%2079%2003%2051%20215%20189%2089",
                "279/035/121/518/989"
            })
    void noReplyAndNoRefusalRepeatsIt(String spelled) throws Exception {
        List<String> said = new ArrayList<>();
        try (TestServer server = new TestServer()) {
            server.flows.onSender = sender ->
                    new Verdict.Refuse(Rules.MALFORMED_ADDRESS, "l'adresse « " + sender + " » est mal formée");
            server.flows.onRecipient =
                    recipient -> new Verdict.Refuse(Rules.UNKNOWN_BAL, "la boîte " + recipient + " est inconnue");
            server.flows.onMessage = octets ->
                    new Reception.NotStored(new Verdict.Refuse(Rules.HEADER_FROM_MISMATCH, "From est " + spelled));
            try (RawClient client = server.plain(Port.MX)) {
                said.add(client.ask("EHLO " + spelled));
                said.add(client.ask("MAIL FROM:<" + spelled + "@patient.mssante.fr>"));
                client.expect("STARTTLS", "220 ");
                client.handshake(TestServer.WITH_CERTIFICATE);
                said.add(client.ask("EHLO " + spelled));
                said.add(client.ask("HELO " + spelled));
                said.add(client.ask("MAIL FROM:<" + spelled + "@patient.mssante.fr>"));
                said.add(client.ask("MAIL FROM:<a@pair.mssante.fr> " + spelled));
                said.add(client.ask("MAIL FROM:<a@pair.mssante.fr> ENVID=" + spelled + "="));
                server.flows.onSender = sender -> Verdict.DELIVER;
                said.add(client.ask("MAIL FROM:<a@pair.mssante.fr>"));
                said.add(client.ask("RCPT TO:<" + spelled + "@patient.mssante.fr>"));
                said.add(client.ask("RCPT TO:" + spelled));
                said.add(client.ask("VRFY " + spelled));
                said.add(client.ask(spelled));
                server.flows.onRecipient = recipient -> Verdict.DELIVER;
                said.add(client.ask("RCPT TO:<claire.martin@demo.mssante.fr>"));
                said.add(client.ask("DATA"));
                client.send("From: " + spelled + "@pair.mssante.fr\r\n\r\n.\r\n");
                said.add(client.reply());
            }
            try (RawClient client = server.submission()) {
                said.add(client.ask("MAIL FROM:<" + spelled + "@patient.mssante.fr> SIZE=99999999999"));
            }
            server.flows.trail.forEach(event -> said.add(event.toString()));
            assertThat(server.flows.trail).isNotEmpty();
        }
        assertThat(said)
                .anyMatch(reply -> reply.contains("2**************"))
                .noneMatch(reply ->
                        reply.replace("%20", "").replaceAll("[^0-9A-Za-z]", "").contains(NUMBER));
    }

    @Test
    void theQueueIdThatIsRepliedIsTheOneThatIsStored() throws Exception {
        QueueId id = new QueueId("2790351215AB0123");
        try (TestServer server = new TestServer()) {
            server.flows.onMessage = octets -> new Reception.Stored(id);
            try (RawClient client = server.submission()) {
                client.beginData();
                client.send("Subject: x\r\n\r\n.\r\n");
                client.expect("250 2.0.0 message accepte " + id);
            }
        }
    }
}
