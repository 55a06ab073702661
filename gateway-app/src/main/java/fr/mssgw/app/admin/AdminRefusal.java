package fr.mssgw.app.admin;

import fr.mssgw.core.masking.Matricules;

/** The command asked for something that is not there or not possible; the message is one line for the operator, matricules masked. */
public final class AdminRefusal extends Exception {

    private static final long serialVersionUID = 1L;

    public AdminRefusal(String line) {
        super(Matricules.masked(line));
    }
}
