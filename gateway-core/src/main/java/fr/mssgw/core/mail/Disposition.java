package fr.mssgw.core.mail;

import fr.mssgw.core.text.Ascii;
import java.util.List;

/**
 * One Content-Disposition (RFC 2183 §2). Reading never fails. Immutable.
 *
 * @param kind as written; empty where the value begins with none
 * @param ambiguous whether readers may take it for different kinds, or find different names in it
 */
record Disposition(String kind, Parameters parameters, boolean ambiguous) {
    /** Each that stands in a section; a field without a value says nothing. */
    static List<Disposition> all(HeaderSection header, Bounds bounds) {
        return header.octetValues("Content-Disposition").stream()
                .filter(value -> !value.isEmpty())
                .map(value -> parse(value, bounds))
                .toList();
    }

    private static Disposition parse(String value, Bounds bounds) {
        Tokens tokens = new Tokens(value);
        String kind = tokens.token();
        boolean ends = tokens.atEnd() || tokens.peek() == ';';
        Parameters parameters = Parameters.read(tokens, bounds);
        boolean regular = ends && ParameterGrammar.isToken(kind) && !tokens.commented() && !tokens.irregular();
        return new Disposition(kind, parameters, !regular || parameters.ambiguous());
    }

    /** Whether a reader shows a file; a kind that nobody knows is one too (RFC 2183 §2.8). */
    boolean isAttachment() {
        return ambiguous || !Ascii.same(kind, "inline");
    }
}
