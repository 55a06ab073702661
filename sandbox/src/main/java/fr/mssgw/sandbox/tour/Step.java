package fr.mssgw.sandbox.tour;

/** One step of the main story (docs/contract.md §5). */
public interface Step {
    int number();

    String title();

    /** Plays it; returns when everything held. */
    void play(Stage stage, Narrator narrator) throws Exception;
}
