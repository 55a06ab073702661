package fr.mssgw.sandbox.mes;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Where a patient writes: to a professional who wrote first, or to a pharmacy found in the directory. */
final class WritingPages {
    private static final int MOST_FOUND = 50;

    private final Pharmacy.Directory directory;

    WritingPages(Pharmacy.Directory directory) {
        this.directory = directory;
    }

    String write(PatientSpace space, Composition typed) {
        Page page = new Page(
                typed.sendable() ? "Nouveau message" : "Erreur : nouveau message",
                "Nouveau message",
                Menu.of(space, Menu.Place.WRITE));
        if (!space.mayWrite()) {
            return closedSpace(page);
        }
        List<PatientSpace.Contact> open =
                space.contacts().stream().filter(PatientSpace.Contact::open).toList();
        if (open.isEmpty()) {
            page.markup(
                            "<p>Vous pouvez écrire aux professionnels qui vous ont écrit et qui n'ont pas mis fin à l'échange. ")
                    .markup("Il n'y en a pas pour le moment.</p>\n");
            pharmacyLink(page, space);
            return page.end();
        }
        MessageForm form = new MessageForm(page, space, typed);
        form.summary();
        form.begin(space.home() + "/write");
        page.markup("<label for=\"to\">À</label>");
        typed.error("to").ifPresent(error -> page.add("<p class=\"error\" id=\"to-error\">Erreur : {}</p>", error));
        page.markup("<select id=\"to\" name=\"to\" required")
                .markup(typed.error("to").isPresent() ? " aria-invalid=\"true\" aria-describedby=\"to-error\">" : ">");
        for (PatientSpace.Contact contact : open) {
            page.add("<option value=\"{}\"", contact.address())
                    .markup(contact.address().equals(typed.to()) ? " selected>" : ">")
                    .add(
                            "{}</option>",
                            contact.name().isEmpty() ? contact.address() : contact.name() + " – " + contact.address());
        }
        page.markup("</select>\n");
        form.words();
        form.files("Joindre des fichiers (facultatif)", false);
        form.end("Envoyer");
        pharmacyLink(page, space);
        return page.end();
    }

    private static void pharmacyLink(Page page, PatientSpace space) {
        page.add(
                "<p><a class=\"button second\" href=\"{}\">Envoyer une ordonnance à une pharmacie</a></p>\n",
                space.home() + "/pharmacy");
    }

    private static String closedSpace(Page page) {
        return page.markup("<div class=\"notice note\" role=\"status\"><strong>Cette messagerie est fermée</strong>")
                .markup("<p>Aucun message ne peut en partir.</p></div>\n")
                .end();
    }

    /** @param doc {@code message/index} of a received file to send along, or empty */
    String search(PatientSpace space, String search, String doc) {
        Page page = new Page(
                search.isBlank() ? "Écrire à une pharmacie" : "Pharmacies : " + search,
                "Écrire à une pharmacie",
                Menu.of(space, Menu.Place.PHARMACY));
        if (!space.mayWrite()) {
            return closedSpace(page);
        }
        page.add("<form class=\"search\" method=\"get\" role=\"search\" action=\"{}\">", space.home() + "/pharmacy")
                .markup("<label for=\"q\">Chercher une pharmacie</label>")
                .markup("<p class=\"hint\" id=\"q-hint\">Son nom, sa ville ou son code postal</p>")
                .add("<input id=\"q\" name=\"q\" type=\"search\" aria-describedby=\"q-hint\" value=\"{}\">", search);
        if (!doc.isEmpty()) {
            page.add("<input type=\"hidden\" name=\"doc\" value=\"{}\">", doc);
        }
        page.markup("<button>Chercher</button></form>\n");
        Set<String> visited = space.correspondents();
        List<Pharmacy> found = Pharmacy.search(directory.all(), search, visited);
        page.markup("<p role=\"status\">");
        if (found.isEmpty()) {
            return page.add("Aucune pharmacie ne correspond à « {} ».</p>\n", search.strip())
                    .markup("<p>Vérifiez l'orthographe, ou cherchez par code postal. ")
                    .markup("Toutes les pharmacies ne reçoivent pas encore de messages.</p>\n")
                    .end();
        }
        page.add("{}</p>\n", found.size() == 1 ? "1 pharmacie" : found.size() + " pharmacies")
                .markup("<ul class=\"list\" role=\"list\">\n");
        for (Pharmacy pharmacy : found.subList(0, Math.min(MOST_FOUND, found.size()))) {
            page.add(
                            "<li class=\"card\"><h2 class=\"title\"><a class=\"cover\" href=\"{}\">{}</a>",
                            choose(space, pharmacy, doc),
                            pharmacy.name())
                    .markup(
                            visited.contains(pharmacy.address())
                                    ? "<span class=\"tag good\">déjà contactée</span></h2>"
                                    : "</h2>");
            if (!pharmacy.place().isEmpty()) {
                page.add("<p>{}</p>", pharmacy.place());
            }
            page.add("<p class=\"meta\">{}</p></li>\n", pharmacy.address());
        }
        return page.markup("</ul>\n").end();
    }

    private static String choose(PatientSpace space, Pharmacy pharmacy, String doc) {
        return space.home() + "/pharmacy?to=" + URLEncoder.encode(pharmacy.address(), StandardCharsets.UTF_8)
                + (doc.isEmpty() ? "" : "&doc=" + doc);
    }

    Optional<Pharmacy> pharmacy(String address) {
        return directory.all().stream()
                .filter(pharmacy -> pharmacy.address().equalsIgnoreCase(address.strip()))
                .findFirst();
    }

    /** @param forwarded the name of the received file that goes along, or empty */
    String toPharmacy(PatientSpace space, Pharmacy pharmacy, Composition typed, String forwarded) {
        Page page = new Page(
                (typed.sendable() ? "" : "Erreur : ") + "Écrire à " + pharmacy.name(),
                "Écrire à " + pharmacy.name(),
                Menu.of(space, Menu.Place.PHARMACY));
        if (!space.mayWrite()) {
            return closedSpace(page);
        }
        MessageForm form = new MessageForm(page, space, typed);
        form.summary();
        page.add(
                        "<p id=\"to\" class=\"meta\">{}</p>\n",
                        (pharmacy.place() + " · " + pharmacy.address()).replaceFirst("^ · ", ""))
                .add(
                        "<p><a class=\"button second\" href=\"{}\">Choisir une autre pharmacie</a></p>\n",
                        space.home() + "/pharmacy" + (typed.forwarded().isEmpty() ? "" : "?doc=" + typed.forwarded()));
        form.begin(space.home() + "/pharmacy");
        page.add("<input type=\"hidden\" name=\"to\" value=\"{}\">\n", pharmacy.address());
        if (!typed.forwarded().isEmpty()) {
            page.add("<input type=\"hidden\" name=\"forward\" value=\"{}\">", typed.forwarded())
                    .add("<p class=\"notice good\"><strong>Document joint : {}</strong></p>\n", forwarded);
        }
        form.words();
        boolean required = typed.forwarded().isEmpty();
        form.files(required ? "Votre ordonnance" : "Joindre d'autres fichiers (facultatif)", required);
        page.markup("<p>Apportez l'original de l'ordonnance à la pharmacie.</p>\n");
        form.end("Envoyer à la pharmacie");
        return page.end();
    }

    static String problem(String what) {
        return new Page("Impossible", null)
                .add("<p class=\"notice bad\"><span>{}</span></p>\n", what)
                .markup("<p><a class=\"button second\" href=\"/\">Revenir à la liste des patients</a></p>\n")
                .end();
    }
}
