package fr.mssgw.sandbox.tour;

import fr.mssgw.sandbox.SandboxFile;
import fr.mssgw.sandbox.peers.PeerSender;
import fr.mssgw.sandbox.smtp.SmtpDialogue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Operators that must not get in, each for a reason of its own. */
final class PeersRefused implements Step {
    private static final Map<String, String> RULES = Map.of(
            "expired", "GW-PEER-1",
            "revoked", "GW-PEER-2",
            "other-ca", "GW-PEER-3",
            "unlisted", "GW-PEER-4",
            "dn-mismatch", "GW-PEER-5");

    @Override
    public int number() {
        return 8;
    }

    @Override
    public String title() {
        return "Operators that must not get in are refused, each for its reason";
    }

    @Override
    public void play(Stage stage, Narrator narrator) throws Exception {
        for (SandboxFile.Peer peer : stage.sandbox().peers()) {
            if (!peer.expect().startsWith("refused")) {
                continue;
            }
            String from = "quelqu.un@" + peer.domain();
            narrator.sends("SMTP " + stage.sandbox().operator().ports().mx() + " as " + peer.name() + ": MAIL FROM:<"
                    + from + ">");
            SmtpDialogue.Outcome outcome = new PeerSender(stage.sandbox(), peer.name())
                    .send(from, List.of(stage.claire().bal()), message(stage, peer));
            SmtpDialogue.Reply reply = outcome.decisive();
            narrator.gets(reply.toString());
            String rule = RULES.get(peer.name());
            boolean right = rule == null
                    ? reply.code() == 530 && reply.enhanced().equals("5.7.0")
                    : reply.code() == 550
                            && reply.enhanced().equals("5.7.1")
                            && reply.text().endsWith("[" + rule + "]");
            narrator.holds(
                    !outcome.accepted() && reply.stage().equals("MAIL FROM") && right,
                    peer.expect() + (rule == null ? ": 530 5.7.0" : ": 550 5.7.1 [" + rule + "]") + " at MAIL FROM");
        }
    }

    private static byte[] message(Stage stage, SandboxFile.Peer peer) {
        return ("From: quelqu.un@" + peer.domain() + "\r\nTo: " + stage.claire().bal()
                        + "\r\nSubject: intrus\r\n\r\nCe message ne doit pas arriver.\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }
}
