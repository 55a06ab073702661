package fr.mssgw.sandbox.tour;

import fr.mssgw.app.CommandContribution;

/** Adds {@code gateway tour}. */
public final class TourContribution implements CommandContribution {
    @Override
    public Object command() {
        return new TourCommand();
    }
}
