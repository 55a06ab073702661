package fr.mssgw.app.command;

import fr.mssgw.core.peer.DistinguishedName;
import java.util.ArrayList;
import java.util.List;

/** Two normalised names, an attribute of each beside that of the other. */
record Names(DistinguishedName certificate, DistinguishedName listed) {

    /** @param certificate empty where it lacks the attribute @param listed the same */
    record Row(String certificate, String listed) {

        boolean same() {
            return certificate.equals(listed);
        }
    }

    /** In order of the attributes' types; equal ones together, then those of one type. */
    List<Row> rows() {
        List<String> mine = new ArrayList<>(certificate.attributes());
        List<String> theirs = new ArrayList<>(listed.attributes());
        List<Row> rows = new ArrayList<>();
        for (String attribute : certificate.attributes()) {
            if (theirs.remove(attribute)) {
                mine.remove(attribute);
                rows.add(new Row(attribute, attribute));
            }
        }
        for (String attribute : mine) {
            String partner = theirs.stream()
                    .filter(other -> type(other).equals(type(attribute)))
                    .findFirst()
                    .orElse("");
            theirs.remove(partner);
            rows.add(new Row(attribute, partner));
        }
        theirs.forEach(attribute -> rows.add(new Row("", attribute)));
        rows.sort((a, b) -> type(a.certificate() + a.listed()).compareTo(type(b.certificate() + b.listed())));
        return rows;
    }

    /** How many attributes differ. */
    long differences() {
        return rows().stream().filter(row -> !row.same()).count();
    }

    private static String type(String attribute) {
        int equals = attribute.indexOf('=');
        return equals < 0 ? attribute : attribute.substring(0, equals);
    }
}
