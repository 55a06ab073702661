package fr.mssgw.sandbox.mes;

import fr.mssgw.sandbox.Cast;
import fr.mssgw.sandbox.smime.SignedMail;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a patient reads, in French, without script: the lists, and one message with the box to answer it. */
final class ReadingPages {
    private static final int SHOWN = 50;
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("d MMMM yyyy 'à' HH:mm", Locale.FRENCH).withZone(ZoneId.of("Europe/Paris"));

    private final MonEspaceSante mes;

    ReadingPages(MonEspaceSante mes) {
        this.mes = mes;
    }

    String patients() {
        Page page = new Page("Choisir un patient", null);
        page.markup("<ul class=\"list\" role=\"list\">\n");
        for (PatientSpace space : mes.spaces()) {
            Cast.Person person = space.person();
            long unread = space.unread();
            page.add("<li class=\"card\"><a class=\"cover title\" href=\"{}\">{}</a>", space.home(), person.name())
                    .add("<p class=\"meta\">Matricule INS {} · ", person.ins())
                    .text(count(space.received().size(), "message", "aucun message"))
                    .markup("</p>");
            if (!person.profile().equals("open")) {
                page.markup("<p><span class=\"tag bad\">messagerie fermée</span></p>");
            } else if (unread > 0) {
                page.add("<p><span class=\"tag\">{}</span></p>", count(unread, "nouveau", ""));
            }
            page.markup("</li>\n");
        }
        return page.markup("</ul>\n").end();
    }

    private static String count(long number, String what, String none) {
        String plural = what.endsWith("eau") ? what + "x" : what + "s";
        return number == 0 ? none : number + " " + (number == 1 ? what : plural);
    }

    String inbox(PatientSpace space, boolean older) throws IOException {
        Page page = new Page("Messages reçus", Menu.of(space, Menu.Place.RECEIVED));
        List<PatientSpace.Received> all = space.received();
        if (all.isEmpty()) {
            page.markup("<p>Aucun message. Un professionnel de santé vous écrira en premier ; ")
                    .add("vous pouvez <a href=\"{}\">écrire à une pharmacie</a>.</p>\n", space.home() + "/pharmacy");
            return page.end();
        }
        List<PatientSpace.Received> shown = older ? all : all.subList(0, Math.min(SHOWN, all.size()));
        page.markup("<ul class=\"list\" role=\"list\">\n");
        for (PatientSpace.Received message : shown) {
            boolean unread = !space.isRead(message.id());
            page.markup(unread ? "<li class=\"card unread\">" : "<li class=\"card\">")
                    .add("<p class=\"meta\">{}</p>", message.fromName().isEmpty() ? message.from() : message.fromName())
                    .add(
                            "<h2 class=\"title\"><a class=\"cover\" href=\"{}\">{}</a>",
                            link(space, message),
                            title(message))
                    .markup(unread ? "<span class=\"tag\">nouveau</span></h2>" : "</h2>")
                    .add("<p class=\"meta\">{}</p>", date(message.received()));
            tags(page, message);
            page.markup("</li>\n");
        }
        page.markup("</ul>\n");
        if (shown.size() < all.size()) {
            page.add("<p><a class=\"button second\" href=\"{}?tous=1\">Messages plus anciens</a></p>\n", space.home());
        }
        return page.end();
    }

    private static void tags(Page page, PatientSpace.Received message) {
        if (message.files().isEmpty() && !message.ends()) {
            return;
        }
        page.markup("<p>");
        if (!message.files().isEmpty()) {
            page.add(
                    "<span class=\"tag\">{}</span> ",
                    count(message.files().size(), "pièce jointe", "").replace("pièce jointes", "pièces jointes"));
        }
        page.markup(message.ends() ? "<span class=\"tag note\">fin de l'échange</span></p>" : "</p>");
    }

    /** @param answer the answer as typed so far, and what is wrong in it */
    String message(PatientSpace space, PatientSpace.Received message, Composition answer) throws IOException {
        ReadMail mail = ReadMail.of(mes.octets(message));
        Page page = new Page(
                (answer.sendable() ? "" : "Erreur : ") + title(message),
                title(message),
                Menu.of(space, Menu.Place.RECEIVED));
        boolean open = space.isOpen(message.contact());
        MessageForm form = new MessageForm(page, space, answer);
        if (open) {
            form.summary();
        } else {
            closed(page, space, message);
        }
        page.add(
                "<p class=\"meta\">De {}</p><p class=\"meta\">Reçu le {}</p>\n",
                sender(message),
                date(message.received()));
        signature(page, mes.signature(message));
        page.add("<div class=\"letter\">{}</div>\n", mail.text().strip());
        files(page, space, message, mail);
        receipt(page, space, message);
        if (!open || !space.mayWrite()) {
            return page.end();
        }
        page.add("<h2>Répondre</h2>\n<p id=\"to\" class=\"meta\">À {}</p>\n", name(space, message.contact()));
        form.begin(link(space, message) + "/reply");
        form.words();
        form.files("Joindre des fichiers (facultatif)", false);
        form.end("Envoyer la réponse");
        return page.end();
    }

    private static void closed(Page page, PatientSpace space, PatientSpace.Received message) {
        page.markup("<div class=\"notice note\" role=\"status\"><strong>Le professionnel a clos cet échange</strong>")
                .add("<p>{} a mis fin à vos échanges : ", shortName(space, message.contact()))
                .markup("vous ne pouvez plus répondre à ses messages, ni lui en écrire un nouveau. ")
                .markup("S'il vous écrit de nouveau, vous pourrez lui répondre.</p>")
                .markup("<p>En cas d'urgence médicale, appelez le 15 ou le 112.</p></div>\n");
    }

    private static void files(Page page, PatientSpace space, PatientSpace.Received message, ReadMail mail) {
        if (mail.files().isEmpty()) {
            return;
        }
        page.markup("<h2>Pièces jointes</h2>\n<ul class=\"files\" role=\"list\">\n");
        int index = 0;
        for (ReadMail.File file : mail.files()) {
            page.add(
                    "<li><a href=\"{}\">{} ({})</a>",
                    link(space, message) + "/files/" + index,
                    file.name(),
                    size(file.content().length));
            boolean sendable = PatientFile.problem(
                            List.of(new PatientMail.Attachment(file.name(), file.type(), file.content())),
                            Composition.MOST_OCTETS)
                    .isEmpty();
            if (sendable && space.mayWrite()) {
                page.add(
                        "<a href=\"{}\" aria-label=\"Transmettre {} à une pharmacie\">Transmettre à une pharmacie</a>",
                        space.home() + "/pharmacy?doc=" + message.id() + "/" + index,
                        file.name());
            }
            page.markup("</li>\n");
            index++;
        }
        page.markup("</ul>\n");
    }

    static String size(long octets) {
        return octets < 1_000_000
                ? Math.max(1, octets / 1000) + " Ko"
                : String.format(Locale.FRENCH, "%.1f Mo", octets / 1e6);
    }

    private static void receipt(Page page, PatientSpace space, PatientSpace.Received message) {
        Optional<PatientSpace.Receipt> sent = space.receipt(message.id());
        if (sent.isPresent()) {
            page.add(
                    "<p class=\"meta\">Accusé de lecture : {}.</p>\n",
                    sent.get().shown());
        } else if (!message.receiptTo().isEmpty() && space.mayWrite()) {
            page.add("<form method=\"post\" action=\"{}\">", link(space, message) + "/receipt")
                    .markup("<p>Le professionnel demande un accusé de lecture.</p>")
                    .markup("<button class=\"second\">Envoyer l'accusé de lecture</button></form>\n");
        }
    }

    /** @param justSent the message that this page answers for, or empty */
    String sent(PatientSpace space, String justSent) {
        List<PatientSpace.Sent> all = space.sent();
        Optional<PatientSpace.Sent> told =
                all.stream().filter(message -> message.id().equals(justSent)).findFirst();
        String title = told.map(message -> message.accepted() ? "Message envoyé" : "Message refusé")
                .orElse("Messages envoyés");
        Page page = new Page(title, "Messages envoyés", Menu.of(space, Menu.Place.SENT));
        told.ifPresent(message -> outcome(page, space, message));
        if (all.isEmpty()) {
            page.markup("<p>Aucun message envoyé.</p>\n");
            return page.end();
        }
        page.markup("<ul class=\"list\" role=\"list\">\n");
        for (PatientSpace.Sent message : all.subList(0, Math.min(SHOWN, all.size()))) {
            page.add("<li class=\"card\"><p class=\"meta\">À {}</p>", name(space, message.to()))
                    .add("<h2 class=\"title\">{} ", message.subject().isBlank() ? "(sans objet)" : message.subject())
                    .markup(
                            message.accepted()
                                    ? "<span class=\"tag good\">remis</span>"
                                    : "<span class=\"tag bad\">refusé</span>")
                    .add("</h2><p class=\"meta\">{}</p>", date(message.date()));
            if (!message.files().isEmpty()) {
                page.add("<p class=\"meta\">Pièces jointes : {}</p>", String.join(", ", message.files()));
            }
            page.add(
                            "<details><summary>Réponse de l'opérateur</summary><p class=\"meta\">{}</p></details>",
                            reply(message))
                    .markup("</li>\n");
        }
        return page.markup("</ul>\n").end();
    }

    private static String reply(PatientSpace.Sent message) {
        return (message.code() + " " + message.enhanced() + " " + message.reply()).replace("  ", " ");
    }

    private static void outcome(Page page, PatientSpace space, PatientSpace.Sent message) {
        if (message.accepted()) {
            page.markup(
                            "<div class=\"notice good\" role=\"status\" tabindex=\"-1\" autofocus><strong>Message envoyé</strong>")
                    .add("<p>« {} » est remis à {}.</p></div>\n", message.subject(), name(space, message.to()));
            return;
        }
        page.markup(
                        "<div class=\"notice bad\" role=\"alert\" tabindex=\"-1\" autofocus><strong>Message refusé</strong>")
                .add("<p>« {} » n'a pas été remis à {}.</p>", message.subject(), name(space, message.to()))
                .add("<p>{}</p></div>\n", message.reply().replaceAll("\\s*\\[GW-[A-Z0-9-]+\\]$", ""));
    }

    private static void signature(Page page, SignedMail.Check check) {
        switch (check.status()) {
            case VALID -> page.add("<p><span class=\"tag good\">Signature vérifiée : {}</span></p>\n", check.signer());
            case INVALID ->
                page.add("<p><span class=\"tag bad\">Signature non valable</span> {}</p>\n", check.detail());
            case UNSIGNED -> page.markup("<p><span class=\"tag note\">Message non signé</span></p>\n");
        }
    }

    private static String link(PatientSpace space, PatientSpace.Received message) {
        return space.home() + "/messages/" + message.id();
    }

    private static String shortName(PatientSpace space, String address) {
        return name(space, address).replaceFirst(" \\([^)]*\\)$", "");
    }

    /** A contact as the patient knows it. */
    static String name(PatientSpace space, String address) {
        return space.contacts().stream()
                .filter(contact ->
                        contact.address().equals(address) && !contact.name().isEmpty())
                .findFirst()
                .map(contact -> contact.name() + " (" + address + ")")
                .orElse(address);
    }

    private static String sender(PatientSpace.Received message) {
        return message.fromName().isEmpty() ? message.from() : message.fromName() + " (" + message.from() + ")";
    }

    static String title(PatientSpace.Received message) {
        return message.subject().isBlank() ? "(sans objet)" : message.subject();
    }

    private static String date(String iso) {
        return DATE.format(Instant.parse(iso));
    }
}
