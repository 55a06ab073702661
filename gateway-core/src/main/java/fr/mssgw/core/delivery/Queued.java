package fr.mssgw.core.delivery;

import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.message.DsnRequest;

/** A recipient at another operator, whose copy waits in the queue. */
public record Queued(MssAddress recipient, DsnRequest dsn) {}
