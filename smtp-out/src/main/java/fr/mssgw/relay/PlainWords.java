package fr.mssgw.relay;

/** What a failure means to the person who wrote the mail, and what she can do about it. */
record PlainWords(String why, String advice) {
    private static final String LATER = "Renvoyez votre message plus tard ; s'il est urgent, joignez votre"
            + " correspondant par un autre moyen, par exemple par téléphone.";

    /** @param status enhanced code (RFC 3463) */
    static PlainWords of(String status) {
        String detail = status.substring(status.indexOf('.') + 1);
        return switch (detail) {
            case "1.0", "1.1", "1.3", "1.6" ->
                new PlainWords(
                        "cette adresse n'existe pas, ou n'existe plus, chez l'opérateur destinataire.",
                        "Vérifiez l'adresse (pour un professionnel, dans l'Annuaire Santé), corrigez-la et renvoyez votre"
                                + " message.");
            case "1.2", "1.10", "4.4", "4.6" ->
                new PlainWords(
                        "le domaine de cette adresse ne reçoit pas de courriel.",
                        "Vérifiez ce qui suit le « @ » dans l'adresse, corrigez-la et renvoyez votre message.");
            case "2.1" ->
                new PlainWords(
                        "cette boîte aux lettres est fermée ou suspendue.",
                        "Joignez votre correspondant par un autre moyen pour connaître sa nouvelle adresse.");
            case "2.2" -> new PlainWords("cette boîte aux lettres est pleine.", LATER);
            case "2.3", "3.4" ->
                new PlainWords(
                        "le message est trop volumineux pour l'opérateur destinataire.",
                        "Réduisez les pièces jointes, ou répartissez-les sur plusieurs messages, et renvoyez.");
            case "4.7", "4.1", "4.2", "4.3" ->
                new PlainWords(
                        "l'opérateur destinataire n'a pas pu être joint, ou n'a pas accepté le message, dans le délai"
                                + " prévu.",
                        LATER);
            case "6.0", "6.1", "6.2", "6.3", "6.4", "6.5", "6.6" ->
                new PlainWords(
                        "l'opérateur destinataire ne peut pas traiter le format de ce message.",
                        "Renvoyez-le sous une forme plus simple ; si le refus persiste, transmettez cet avis à votre"
                                + " support.");
            default ->
                detail.startsWith("7.")
                        ? new PlainWords(
                                "le message est refusé par une règle de l'espace de confiance ou de l'opérateur"
                                        + " destinataire.",
                                "Lisez la réponse ci-dessus ; si elle ne vous suffit pas, transmettez cet avis à votre"
                                        + " support.")
                        : new PlainWords(
                                "l'opérateur destinataire refuse ce message.",
                                "Lisez la réponse ci-dessus ; si elle ne vous suffit pas, transmettez cet avis à votre"
                                        + " support.");
        };
    }
}
