/**
 * Patient messaging: {@code rules} say who may write to whom, with what, and what ends an exchange; {@code exchange} opens,
 * keeps and ends exchanges; {@code mes} reads what Mon espace santé reports; {@code pharmacy} serves those who wait.
 */
@NullMarked
package fr.mssgw.patient;

import org.jspecify.annotations.NullMarked;
