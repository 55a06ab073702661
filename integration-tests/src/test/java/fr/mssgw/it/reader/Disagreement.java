package fr.mssgw.it.reader;

import fr.mssgw.core.mail.Ambiguity;
import fr.mssgw.core.mail.Part;
import fr.mssgw.core.mail.Structure;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * One value that two readers take differently.
 *
 * @param mail its number in the order of the generator
 * @param place the number of the part, as {@link Listed} has it; empty for the mail
 * @param value which value of the part
 * @param reading the structure that our reader made of the mail
 */
record Disagreement(int mail, String place, String value, String ours, String theirs, Structure reading) {
    /** Value by value; names of addresses only where the addresses are the same. */
    static List<Disagreement> between(int mail, Listed ours, Listed theirs, Structure reading) {
        if (!ours.shape().equals(theirs.shape())) {
            return List.of(new Disagreement(mail, "", "shape", ours.shape(), theirs.shape(), reading));
        }
        List<Disagreement> found = new ArrayList<>();
        ours.values().forEach((key, value) -> {
            String other = theirs.values().getOrDefault(key, "none");
            String addresses = key.replace("-names", "");
            boolean sameAddresses =
                    Objects.equals(ours.values().get(addresses), theirs.values().get(addresses));
            if (!value.equals(other) && (sameAddresses || addresses.equals(key))) {
                int space = key.indexOf(' ');
                found.add(new Disagreement(
                        mail, key.substring(0, space), key.substring(space + 1), value, other, reading));
            }
        });
        return found;
    }

    /** Whether our reader says of the mail that it can be read in two ways for that reason. */
    boolean noted(Ambiguity.Kind kind) {
        return reading.ambiguities().stream().anyMatch(ambiguity -> ambiguity.kind() == kind);
    }

    /** Whether it says so of the very part. */
    boolean notedHere(Ambiguity.Kind kind) {
        return reading.ambiguities().stream()
                .anyMatch(ambiguity -> ambiguity.kind() == kind && isHere(ambiguity.part()));
    }

    /** Whether the part has neither Content-Type nor MIME-Version. */
    boolean hasNoMimeHere() {
        return parts().stream()
                .anyMatch(part -> isHere(part.number())
                        && !part.header().has("Content-Type")
                        && !part.header().has("MIME-Version"));
    }

    /** Whether our reader found no part in the multipart around it, and lists an empty one. */
    boolean isInEmptyMultipart() {
        return parts().stream()
                .anyMatch(part -> part.isMultipart() && part.children().isEmpty() && place.startsWith(part.number()));
    }

    private List<Part> parts() {
        List<Part> parts = new ArrayList<>(List.of(reading.root()));
        for (int i = 0; i < parts.size(); i++) {
            parts.addAll(parts.get(i).children());
        }
        return parts;
    }

    /** A message that is no multipart is its own part 1. */
    private boolean isHere(String number) {
        return place.startsWith(number)
                && (number.isEmpty() ? "." + place : place.substring(number.length())).matches("\\.?|(\\.1)*");
    }

    boolean isOf(String... values) {
        return List.of(values).contains(value);
    }

    boolean isStructural() {
        return isOf("shape", "size", "lines", "octets");
    }

    @Override
    public String toString() {
        return "mail %d, part '%s', %s%n  ours   %s%n  theirs %s%n  %s"
                .formatted(mail, place, value, ours, theirs, reading.ambiguities());
    }
}
