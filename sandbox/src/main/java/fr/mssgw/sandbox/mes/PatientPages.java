package fr.mssgw.sandbox.mes;

import fr.mssgw.sandbox.Cast;
import fr.mssgw.sandbox.smime.SignedMail;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** The pages of one patient, in French, without script. Nothing here changes anything. */
final class PatientPages {
    private static final int SHOWN = 50;
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("d MMMM yyyy 'à' HH:mm", Locale.FRENCH).withZone(ZoneId.systemDefault());

    private final MonEspaceSante mes;

    PatientPages(MonEspaceSante mes) {
        this.mes = mes;
    }

    String patients() {
        Page page = new Page("Choisir un patient");
        page.markup("<ul class=\"list\">\n");
        for (PatientSpace space : mes.spaces()) {
            Cast.Person person = space.person();
            page.markup("<li><a href=\"")
                    .text(home(space))
                    .markup("\">")
                    .text(person.name())
                    .markup("</a>");
            page.markup("<p class=\"meta\">Matricule INS ").text(person.ins());
            page.markup(person.profile().equals("open") ? "" : " · <span class=\"bad\">messagerie fermée</span>");
            page.markup(" · ").text(count(space.received().size())).markup("</p></li>\n");
        }
        return page.markup("</ul>\n").end();
    }

    private static String count(int messages) {
        return messages == 0 ? "aucun message" : messages == 1 ? "1 message" : messages + " messages";
    }

    String inbox(PatientSpace space, boolean older) throws IOException {
        Page page = new Page("Messages reçus de " + space.person().name());
        menu(page, space);
        List<PatientSpace.Received> all = space.received();
        if (all.isEmpty()) {
            page.markup("<p>Aucun message. Un professionnel de santé vous écrira en premier.</p>\n");
        }
        List<PatientSpace.Received> shown = older ? all : all.subList(0, Math.min(SHOWN, all.size()));
        page.markup("<ul class=\"list\">\n");
        for (PatientSpace.Received message : shown) {
            page.markup("<li><a href=\"")
                    .text(link(space, message))
                    .markup("\">")
                    .text(orNone(message.subject()))
                    .markup("</a><p class=\"meta\">De ")
                    .text(sender(message))
                    .markup(", le ")
                    .text(date(message.received()))
                    .markup("</p><p class=\"meta\">");
            signature(page, mes.signature(message));
            if (!message.files().isEmpty()) {
                page.markup(" · Pièces jointes : ").text(String.join(", ", message.files()));
            }
            page.markup(message.ends() ? " · <span class=\"bad\">fin de l'échange</span>" : "")
                    .markup("</p></li>\n");
        }
        page.markup("</ul>\n");
        if (shown.size() < all.size()) {
            page.markup("<p><a href=\"")
                    .text(home(space))
                    .markup("?tous=1\">Afficher les messages plus anciens</a></p>\n");
        }
        return page.end();
    }

    String message(PatientSpace space, PatientSpace.Received message) throws IOException {
        ReadMail mail = ReadMail.of(mes.octets(message));
        Page page = new Page(orNone(message.subject()));
        menu(page, space);
        page.markup("<p class=\"meta\">De ").text(sender(message)).markup("</p><p class=\"meta\">Reçu le ");
        page.text(date(message.received())).markup("</p><p>");
        signature(page, mes.signature(message));
        page.markup("</p>\n<pre>").text(mail.text()).markup("</pre>\n");
        if (!mail.files().isEmpty()) {
            page.markup("<h2>Pièces jointes</h2>\n<ul>\n");
            int index = 0;
            for (ReadMail.File file : mail.files()) {
                page.markup("<li><a href=\"")
                        .text(link(space, message) + "/files/" + index++)
                        .markup("\">")
                        .text(file.name())
                        .markup("</a> (")
                        .text(file.content().length / 1024 + 1 + " Ko")
                        .markup(")</li>\n");
            }
            page.markup("</ul>\n");
        }
        boolean open = space.contacts().stream()
                .anyMatch(contact -> contact.address().equals(message.contact()) && contact.open());
        page.markup("<h2>Répondre</h2>\n");
        if (!open) {
            page.markup(
                    "<p class=\"notice\">Ce professionnel a mis fin à l'échange : la passerelle refusera votre réponse.</p>\n");
        }
        form(page, space, "send");
        page.markup("<input type=\"hidden\" name=\"inReplyTo\" value=\"")
                .text(message.id())
                .markup("\">\n");
        page.markup("<p>À : ").text(message.contact()).markup("</p>\n");
        fields(page, "Re: " + message.subject(), false);
        return page.markup("<button>Envoyer la réponse</button></form>\n").end();
    }

    String write(PatientSpace space) {
        Page page = new Page("Nouveau message");
        menu(page, space);
        List<PatientSpace.Contact> open =
                space.contacts().stream().filter(PatientSpace.Contact::open).toList();
        if (open.isEmpty()) {
            page.markup("<p>Vous pourrez écrire aux professionnels qui vous auront écrit. ")
                    .markup("Vous pouvez dès maintenant envoyer un document à une pharmacie.</p>\n");
            return page.end();
        }
        form(page, space, "send");
        page.markup("<label for=\"to\">À</label><select id=\"to\" name=\"to\" required>\n");
        for (PatientSpace.Contact contact : open) {
            page.markup("<option value=\"").text(contact.address()).markup("\">");
            page.text(contact.name().isEmpty() ? contact.address() : contact.name() + " — " + contact.address());
            page.markup("</option>\n");
        }
        page.markup("</select>\n");
        fields(page, "", false);
        return page.markup("<button>Envoyer</button></form>\n").end();
    }

    String pharmacy(PatientSpace space, String search) {
        Page page = new Page("Envoyer un document à une pharmacie");
        menu(page, space);
        page.markup("<form method=\"get\" action=\"")
                .text(home(space) + "/pharmacy")
                .markup("\">");
        page.markup("<label for=\"q\">Chercher une pharmacie</label><input id=\"q\" name=\"q\" value=\"");
        page.text(search).markup("\"><button>Chercher</button></form>\n");
        String wanted = search.toLowerCase(Locale.ROOT);
        List<Cast.Box> found = MonEspaceSante.pharmacies().stream()
                .filter(box -> (box.displayName() + " " + box.address())
                        .toLowerCase(Locale.ROOT)
                        .contains(wanted))
                .toList();
        if (found.isEmpty()) {
            return page.markup("<p>Aucune pharmacie ne correspond.</p>\n").end();
        }
        form(page, space, "pharmacy");
        page.markup("<label for=\"to\">Pharmacie</label><select id=\"to\" name=\"to\" required>\n");
        for (Cast.Box box : found) {
            page.markup("<option value=\"").text(box.address()).markup("\">").text(box.displayName());
            page.markup("</option>\n");
        }
        page.markup("</select>\n");
        fields(page, "Document de " + space.person().name(), true);
        return page.markup("<p>L'ordonnance papier reste à présenter à la pharmacie.</p>\n")
                .markup("<button>Envoyer le document</button></form>\n")
                .end();
    }

    String sent(PatientSpace space) {
        Page page = new Page("Messages envoyés par " + space.person().name());
        menu(page, space);
        List<PatientSpace.Sent> all = space.sent();
        if (all.isEmpty()) {
            page.markup("<p>Aucun message envoyé.</p>\n");
        }
        page.markup("<ul class=\"list\">\n");
        for (PatientSpace.Sent message : all.subList(0, Math.min(SHOWN, all.size()))) {
            page.markup("<li><strong>").text(orNone(message.subject())).markup("</strong><p class=\"meta\">À ");
            page.text(message.to()).markup(", le ").text(date(message.date()));
            if (!message.files().isEmpty()) {
                page.markup(" · Pièces jointes : ").text(String.join(", ", message.files()));
            }
            page.markup("</p><p class=\"")
                    .markup(message.accepted() ? "ok" : "bad")
                    .markup("\">");
            page.markup(message.accepted() ? "Accepté par la passerelle : " : "Refusé par la passerelle : ");
            page.text(message.code() + " " + message.enhanced() + " " + message.reply())
                    .markup("</p></li>\n");
        }
        return page.markup("</ul>\n").end();
    }

    static String problem(String what) {
        return new Page("Impossible")
                .markup("<p class=\"notice\">")
                .text(what)
                .markup("</p>\n<p><a href=\"/\">Revenir à la liste des patients</a></p>\n")
                .end();
    }

    private static void menu(Page page, PatientSpace space) {
        page.markup("<nav aria-label=\"Messagerie\"><ul>");
        item(page, home(space), "Messages reçus");
        item(page, home(space) + "/write", "Nouveau message");
        item(page, home(space) + "/pharmacy", "Document à une pharmacie");
        item(page, home(space) + "/sent", "Messages envoyés");
        item(page, "/", "Changer de patient");
        page.markup("</ul></nav>\n");
    }

    private static void item(Page page, String target, String label) {
        page.markup("<li><a href=\"").text(target).markup("\">").text(label).markup("</a></li>");
    }

    private static void form(Page page, PatientSpace space, String action) {
        page.markup("<form method=\"post\" enctype=\"multipart/form-data\" action=\"")
                .text(home(space) + "/" + action)
                .markup("\">\n");
    }

    private static void fields(Page page, String subject, boolean fileNeeded) {
        page.markup(
                        "<label for=\"subject\">Objet</label><input id=\"subject\" name=\"subject\" maxlength=\"200\" value=\"")
                .text(subject)
                .markup(
                        "\">\n<label for=\"text\">Message</label><textarea id=\"text\" name=\"text\" rows=\"8\"></textarea>\n")
                .markup("<label for=\"file\">Document (jpg, png, tiff, pdf, txt, rtf, doc)</label>")
                .markup("<input id=\"file\" name=\"file\" type=\"file\"")
                .markup(fileNeeded ? " required>\n" : " multiple>\n");
    }

    private static void signature(Page page, SignedMail.Check check) {
        switch (check.status()) {
            case VALID ->
                page.markup("<span class=\"ok\">Signature vérifiée : ")
                        .text(check.signer())
                        .markup("</span>");
            case INVALID ->
                page.markup("<span class=\"bad\">Signature non valable : ")
                        .text(check.detail())
                        .markup("</span>");
            case UNSIGNED -> page.markup("Message non signé");
        }
    }

    static String home(PatientSpace space) {
        return "/patients/" + space.person().ins();
    }

    private static String link(PatientSpace space, PatientSpace.Received message) {
        return home(space) + "/messages/" + message.id();
    }

    private static String sender(PatientSpace.Received message) {
        return message.fromName().isEmpty() ? message.from() : message.fromName() + " (" + message.from() + ")";
    }

    private static String orNone(String subject) {
        return subject.isBlank() ? "(sans objet)" : subject;
    }

    private static String date(String iso) {
        return DATE.format(Instant.parse(iso));
    }
}
