package fr.mssgw.sandbox.mes;

import java.util.Optional;

/** The fields of a message to send; each error is told above, and beside its field. */
final class MessageForm {
    private final Page page;
    private final PatientSpace space;
    private final Composition composition;

    MessageForm(Page page, PatientSpace space, Composition composition) {
        this.page = page;
        this.space = space;
        this.composition = composition;
    }

    /** What must be corrected, with a link to each field; takes the focus, so that it is read first. */
    void summary() {
        if (composition.sendable()) {
            return;
        }
        page.markup("<div class=\"notice bad\" role=\"alert\" tabindex=\"-1\" autofocus>")
                .markup("<h2>Votre message n'est pas parti</h2><ul>\n");
        composition.errors().forEach((field, error) -> page.add("<li><a href=\"#{}\">{}</a></li>\n", field, error));
        page.markup("</ul>");
        if (!composition.files().isEmpty()) {
            page.markup("<p>Choisissez de nouveau vos fichiers : le navigateur ne les garde pas.</p>");
        }
        page.markup("</div>\n");
    }

    void begin(String action) {
        page.add("<form method=\"post\" enctype=\"multipart/form-data\" action=\"{}\" novalidate>\n", action);
    }

    /** Who writes, subject and text. */
    void words() {
        String carer = space.person().caregiver();
        if (!carer.isEmpty()) {
            page.markup("<fieldset><legend>Qui écrit ?</legend>\n");
            choice("patient", space.person().name(), !composition.caregiver());
            choice("caregiver", carer + ", l'aidant (le message le dira)", composition.caregiver());
            page.markup("</fieldset>\n");
        }
        label("subject", "Objet", "");
        page.add("<input id=\"subject\" name=\"subject\" value=\"{}\" required", composition.subject());
        described("subject", false);
        label("text", "Message", "");
        page.markup("<textarea id=\"text\" name=\"text\" rows=\"6\"");
        described("text", false);
        page.text(composition.text()).markup("</textarea>\n");
    }

    private void choice(String value, String label, boolean chosen) {
        page.add("<label class=\"choice\"><input type=\"radio\" name=\"writer\" value=\"{}\"", value)
                .markup(chosen ? " checked>" : ">")
                .add("<span>{}</span></label>\n", label);
    }

    void files(String label, boolean required) {
        label(
                "file",
                label,
                "Photo (jpg, png, tiff) ou document (pdf, txt, rtf, doc). Plusieurs fichiers possibles, 18 Mo en tout.");
        page.add("<input id=\"file\" name=\"file\" type=\"file\" multiple accept=\"{}\"", PatientFile.ACCEPTED)
                .markup(required ? " required" : "");
        described("file", true);
    }

    private void label(String field, String label, String hint) {
        page.add("<label for=\"{}\">{}</label>", field, label);
        if (!hint.isEmpty()) {
            page.add("<p class=\"hint\" id=\"{}-hint\">{}</p>", field, hint);
        }
        composition
                .error(field)
                .ifPresent(error -> page.add("<p class=\"error\" id=\"{}-error\">Erreur : {}</p>", field, error));
        page.markup("\n");
    }

    /** Ends the tag of a field. */
    private void described(String field, boolean hint) {
        Optional<String> error = composition.error(field);
        String by = ((hint ? field + "-hint" : "") + (error.isPresent() ? " " + field + "-error" : "")).strip();
        if (!by.isEmpty()) {
            page.add(" aria-describedby=\"{}\"", by);
        }
        page.markup(error.isPresent() ? " aria-invalid=\"true\">" : ">");
        page.markup(field.equals("text") ? "" : "\n");
    }

    void end(String button) {
        page.add("<button>{}</button></form>\n", button);
    }
}
