package fr.mssgw.core.delivery;

import fr.mssgw.core.identity.MssAddress;
import java.time.Instant;

/**
 * An answer that a BAL's people are away, and what only the transaction that stores the message can decide: whether this
 * correspondent was answered lately.
 *
 * @param unlessSince it is not sent where one was after this instant
 */
public record AbsenceAnswer(MssAddress bal, MssAddress correspondent, Instant unlessSince, Delivery answer) {}
