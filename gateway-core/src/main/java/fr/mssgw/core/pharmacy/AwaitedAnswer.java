package fr.mssgw.core.pharmacy;

import fr.mssgw.core.identity.InsAddress;
import java.time.Instant;

/**
 * A patient who waits for a pharmacy's answer.
 *
 * @param conversation by which the store knows it
 * @param since the first message that nobody answered
 * @param due whether the time of a reminder has come
 * @param reminded whether the team was reminded of it before
 */
public record AwaitedAnswer(long conversation, InsAddress patient, Instant since, boolean due, boolean reminded) {}
