package fr.mssgw.core.report;

/**
 * What keeps a mail that calls itself a report from being exactly one, and so from passing where a letter would not. The
 * list that it differs from is {@link ExactReport}; its words are French, for the reply and its trace.
 */
public enum Difference {
    LARGE("plus de 64 Kio"),
    LONG_SUBJECT("objet de plus de " + FewWords.LONGEST_SUBJECT + " caractères"),
    LONG_HEADER("en-tête trop long"),
    AMBIGUOUS("structure qui se lit de plusieurs façons"),
    FILE("une pièce jointe, ou une partie qui porte un nom"),
    PARTS("d'autres parties qu'un texte, des champs et un en-tête renvoyé"),
    UNANNOUNCED("report-type n'annonce pas la deuxième partie"),
    STRAY_TEXT("du texte hors des parties, ou une fin qui manque"),
    LONG_PART_HEADER("en-tête d'une partie trop long"),
    ENCODING("une partie mal codée"),
    NO_TEXT("la première partie n'est pas un texte, ou deux formes du même"),
    RICH_TEXT("texte HTML avec autre chose que du texte simple"),
    LONG_TEXT("texte de plus de " + FewWords.MOST_CHARACTERS + " caractères ou de " + FewWords.MOST_LINES + " lignes"),
    MACHINE_FIELDS("champs de la deuxième partie inconnus, répétés, mal formés ou trop longs"),
    RETURNED_PART("la troisième partie n'est pas un simple en-tête de message");

    private final String words;

    Difference(String words) {
        this.words = words;
    }

    /** In French, without a capital or a full stop. */
    public String words() {
        return words;
    }
}
