package fr.mssgw.sandbox;

import fr.mssgw.app.CommandContribution;

/** Adds {@code gateway sandbox}. */
public final class SandboxContribution implements CommandContribution {
    @Override
    public Object command() {
        return new SandboxCommand();
    }
}
