/**
 * The tables of one operator: {@code sql} holds the database, {@code delivery} the one transaction per message, and every
 * other package the statements of one thing.
 */
@NullMarked
package fr.mssgw.store;

import org.jspecify.annotations.NullMarked;
