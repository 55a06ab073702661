/** A simulated Mon espace santé: its SMTP server, its rules, its web page and its API. */
@NullMarked
package fr.mssgw.sandbox.mes;

import org.jspecify.annotations.NullMarked;
