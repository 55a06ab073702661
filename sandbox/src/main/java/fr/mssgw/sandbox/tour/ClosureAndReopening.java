package fr.mssgw.sandbox.tour;

import com.fasterxml.jackson.databind.JsonNode;
import fr.mssgw.core.delivery.Folders;
import fr.mssgw.sandbox.SandboxFile;
import java.util.List;
import java.util.Optional;

/** {@code X-MSS-MES: FIN}, or the folder « Échanges clos », ends the exchange; another message begins it again. */
final class ClosureAndReopening implements Step {
    @Override
    public int number() {
        return 4;
    }

    @Override
    public String title() {
        return "Claire Martin ends the exchange, the patient can no longer answer; she writes again, the patient can; she "
                + "ends it by a folder";
    }

    @Override
    public void play(Stage stage, Narrator narrator) throws Exception {
        SandboxFile.Patient patient = stage.patient();
        String end = stage.subject("Fin de notre échange");
        Acts.claireWrites(stage, narrator, patient, end, "Je mets fin à notre échange.\n", true);
        JsonNode ended = Acts.mesHas(stage, patient, end);
        narrator.holds(ended.path("ends").asBoolean(), "Mon espace santé was told of the end");
        MesClient.Answer refused = Acts.patientWrites(
                stage,
                narrator,
                patient,
                stage.claire().bal(),
                "Re: " + end,
                ended.path("id").asText(),
                List.of());
        Acts.refused(narrator, refused, "GW-PAT-2", "no answer after the end");

        String again = stage.subject("Un dernier conseil");
        Acts.claireWrites(stage, narrator, patient, again, "Pensez à prendre rendez-vous.\n", false);
        JsonNode reopened = Acts.mesHas(stage, patient, again);
        MesClient.Answer accepted = Acts.patientWrites(
                stage,
                narrator,
                patient,
                stage.claire().bal(),
                "Re: " + again,
                reopened.path("id").asText(),
                List.of());
        narrator.holds(accepted.accepted(), "the patient can answer again");
        Acts.inboxShows(stage, narrator, stage.claire(), "Re: " + again);
        byFolder(stage, narrator, "Re: " + again, reopened.path("id").asText());
    }

    private static void byFolder(Stage stage, Narrator narrator, String answer, String inReplyTo) throws Exception {
        SandboxFile.Patient patient = stage.patient();
        String claire = stage.claire().bal();
        narrator.sends("IMAP, Claire Martin: MOVE « " + answer + " » to « " + Folders.CLOSED_EXCHANGES + " »");
        stage.client(stage.claire()).move(answer, Folders.CLOSED_EXCHANGES);
        Stage.await(
                "the end of the exchange at Mon espace santé",
                () -> stage.mes().isOpen(patient, claire) ? Optional.empty() : Optional.of(true));
        MesClient.Answer refused = Acts.patientWrites(stage, narrator, patient, claire, answer, inReplyTo, List.of());
        Acts.refused(narrator, refused, "GW-PAT-2", "the folder has ended it as well");
        String last = stage.subject("Nouvelle consultation");
        Acts.claireWrites(stage, narrator, patient, last, "À bientôt.\n", false);
        Acts.mesHas(stage, patient, last);
    }
}
