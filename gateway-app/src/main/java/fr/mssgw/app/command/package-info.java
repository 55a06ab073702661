/** The operator's command line, one class per command. */
@NullMarked
package fr.mssgw.app.command;

import org.jspecify.annotations.NullMarked;
