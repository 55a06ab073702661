/** The stories, one class each, told through real sockets. */
@NullMarked
package fr.mssgw.it.scenario;

import org.jspecify.annotations.NullMarked;
