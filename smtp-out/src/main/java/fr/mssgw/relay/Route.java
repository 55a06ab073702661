package fr.mssgw.relay;

import java.util.List;

/** Where a domain's mail goes. */
sealed interface Route {
    /** @param destinations the best first; never empty */
    record To(List<Destination> destinations) implements Route {
        public To {
            destinations = List.copyOf(destinations);
        }
    }

    /** Nowhere, and waiting will not help. */
    record Nowhere(Reason reason) implements Route {}

    /** Not known at present. */
    record Unknown(Reason reason) implements Route {}
}
