package fr.mssgw.sandbox.mes;

/**
 * The patient's places, on every page of the patient.
 *
 * @param home the address of the patient's first page
 */
record Menu(String name, String home, Place current) {
    enum Place {
        RECEIVED("", "Messages reçus"),
        WRITE("/write", "Nouveau message"),
        PHARMACY("/pharmacy", "Écrire à une pharmacie"),
        SENT("/sent", "Messages envoyés");

        private final String path;
        private final String label;

        Place(String path, String label) {
            this.path = path;
            this.label = label;
        }
    }

    static Menu of(PatientSpace space, Place current) {
        return new Menu(space.person().name(), space.home(), current);
    }

    void write(Page page) {
        page.markup("<nav class=\"menu\" aria-label=\"Messagerie\"><ul>");
        for (Place place : Place.values()) {
            page.add("<li><a href=\"{}\"", home + place.path)
                    .markup(place == current ? " aria-current=\"page\">" : ">")
                    .add("{}</a></li>", place.label);
        }
        page.markup("</ul></nav>\n");
    }
}
