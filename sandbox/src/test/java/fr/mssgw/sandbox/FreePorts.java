package fr.mssgw.sandbox;

import java.util.concurrent.ThreadLocalRandom;

/** A base at which the whole sandbox finds its ports free. */
public final class FreePorts {
    private FreePorts() {}

    public static Ports find() {
        for (int tries = 0; tries < 200; tries++) {
            Ports ports = new Ports(ThreadLocalRandom.current().nextInt(12_000, 31_000));
            if (ports.taken(Cast.PEERS.size()).isEmpty()) {
                return ports;
            }
        }
        throw new IllegalStateException("no free ports");
    }
}
