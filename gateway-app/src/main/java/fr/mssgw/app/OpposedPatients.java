package fr.mssgw.app;

import fr.mssgw.certs.Reloading;
import fr.mssgw.certs.UnusableFile;
import fr.mssgw.config.FileReference;
import fr.mssgw.core.identity.InsAddress;
import fr.mssgw.core.identity.MalformedAddress;
import fr.mssgw.core.port.Oppositions;
import fr.mssgw.core.text.FileTrouble;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The patients who want no mail: those of the file {@code patients.opposition}, one matricule INS a line, and those that
 * the operator recorded. The file is read again when it changes; a bad one leaves the last good set in force.
 */
final class OpposedPatients implements Oppositions {

    private static final long LARGEST = 64L * 1024 * 1024;

    private final Optional<Reloading<Set<InsAddress>>> listed;
    private final Oppositions recorded;

    /** @throws UnusableFile naming the line that is wrong */
    OpposedPatients(Optional<FileReference> file, Oppositions recorded) {
        this.listed = file.map(one -> new Reloading<>(List.of(one.path()), () -> read(one.path())));
        this.recorded = recorded;
    }

    @Override
    public boolean opposes(InsAddress patient) {
        return listed.filter(file -> file.get().contains(patient)).isPresent() || recorded.opposes(patient);
    }

    /** How many the file names. */
    int inFile() {
        return listed.map(file -> file.get().size()).orElse(0);
    }

    /** Empty lines and what follows {@code #} are left out. */
    static Set<InsAddress> read(Path file) {
        Set<InsAddress> patients = new HashSet<>();
        try {
            if (Files.size(file) > LARGEST) {
                throw new UnusableFile(file, "is larger than 64 MiB; list fewer patients");
            }
            int number = 0;
            for (String line : Files.readAllLines(file)) {
                number++;
                String text = line.replaceFirst("#.*", "").replaceAll("\\s+", "");
                if (!text.isEmpty()) {
                    patients.add(parse(file, number, text));
                }
            }
            return patients;
        } catch (CharacterCodingException e) {
            throw new UnusableFile(file, "cannot be read as lines of text (UTF-8)", e);
        } catch (IOException e) {
            throw new UnusableFile(file, "cannot be read (" + FileTrouble.of(e) + ")", e);
        }
    }

    private static InsAddress parse(Path file, int line, String text) {
        try {
            return new InsAddress(text);
        } catch (MalformedAddress e) {
            throw new UnusableFile(file, "line " + line + ": " + e.getMessage(), e);
        }
    }
}
