package fr.mssgw.sandbox.tour;

import com.fasterxml.jackson.databind.JsonNode;
import fr.mssgw.certs.Pem;
import fr.mssgw.sandbox.SandboxFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A doctor's report reaches the patient, signed, and OpenSSL says so too. */
final class ReportToPatient implements Step {
    @Override
    public int number() {
        return 1;
    }

    @Override
    public String title() {
        return "Claire Martin sends a report to a patient; Mon espace santé receives it signed";
    }

    @Override
    public void play(Stage stage, Narrator narrator) throws Exception {
        SandboxFile.Patient patient = stage.patient();
        String subject = stage.subject("Compte rendu de consultation");
        Acts.claireWrites(
                stage,
                narrator,
                patient,
                subject,
                "Bonjour,\nvotre bilan est normal, à bientôt.\nDr Claire Martin\n",
                false);
        JsonNode message = Acts.mesHas(stage, patient, subject);
        narrator.gets("Mon espace santé keeps " + message.path("eml").asText());
        stage.note("report", message.path("id").asText());
        stage.note("report-subject", subject);
        Path eml = Path.of(message.path("eml").asText());
        narrator.holds(
                new String(Files.readAllBytes(eml), StandardCharsets.ISO_8859_1).contains("multipart/signed"),
                "it is signed, and readable without any key");
        openssl(stage, narrator, eml);
    }

    private static void openssl(Stage stage, Narrator narrator, Path eml) throws Exception {
        Path folder = Files.createTempDirectory("tour");
        Path signer = folder.resolve("signer.pem");
        Path output = folder.resolve("openssl.txt");
        List<String> command = List.of(
                "openssl",
                "cms",
                "-verify",
                "-in",
                eml.toString(),
                "-CAfile",
                stage.sandbox().operator().ca(),
                "-signer",
                signer.toString(),
                "-out",
                folder.resolve("content").toString());
        try {
            narrator.sends(String.join(" ", command));
            Process process;
            try {
                process = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
            } catch (IOException e) {
                throw new Narrator.StepFailed("the openssl command is needed here and is missing; install it");
            }
            boolean ended = process.waitFor(30, TimeUnit.SECONDS);
            if (!ended) {
                process.destroyForcibly();
            }
            narrator.gets(Files.readString(output).strip());
            narrator.holds(ended && process.exitValue() == 0, "the signature verifies with OpenSSL");
            narrator.holds(
                    Pem.certificates(signer)
                            .get(0)
                            .equals(Pem.certificates(Path.of(stage.claire().certificate()))
                                    .get(0)),
                    "the signer is the certificate of " + stage.claire().bal());
        } finally {
            for (String name : List.of("signer.pem", "openssl.txt", "content")) {
                Files.deleteIfExists(folder.resolve(name));
            }
            Files.deleteIfExists(folder);
        }
    }
}
