package fr.mssgw.sandbox.tour;

import java.io.PrintWriter;

/** Tells the story: what was sent, what was answered, what held. */
public final class Narrator {
    private static final int WIDTH = 400;
    private final PrintWriter out;

    public Narrator(PrintWriter out) {
        this.out = out;
    }

    void title(int number, String title) {
        line("");
        line("%2d. %s".formatted(number, title));
    }

    /** Something goes out. */
    void sends(String what) {
        line("    → " + what);
    }

    /** Something comes back. */
    void gets(String what) {
        line("    ← " + what);
    }

    /** A condition of the step. */
    void holds(boolean condition, String what) throws StepFailed {
        if (!condition) {
            throw new StepFailed(what);
        }
        line("    ✓ " + what);
    }

    void fails(String what) {
        line("    ✗ " + what);
    }

    void line(String text) {
        String one = text.replaceAll("\\s*\\R\\s*", " / ");
        out.println(one.length() > WIDTH ? one.substring(0, WIDTH) + "…" : one);
        out.flush();
    }

    /** A step of the story that did not hold. */
    public static final class StepFailed extends Exception {
        private static final long serialVersionUID = 1L;

        StepFailed(String what) {
            super(what);
        }
    }
}
