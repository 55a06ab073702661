package fr.mssgw.app.login;

/** Pro Santé Connect gives no keys, so that no token can be judged. */
final class PscSilent extends Exception {

    private static final long serialVersionUID = 1L;

    PscSilent() {
        super("Pro Santé Connect gives no keys");
    }
}
