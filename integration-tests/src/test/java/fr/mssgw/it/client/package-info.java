/** Mail clients as people install them, each in a session of its own against a running sandbox. */
@NullMarked
package fr.mssgw.it.client;

import org.jspecify.annotations.NullMarked;
