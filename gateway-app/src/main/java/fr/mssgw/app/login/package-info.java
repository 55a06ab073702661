/** The configured BAL and the credentials that open them. */
@NullMarked
package fr.mssgw.app.login;

import org.jspecify.annotations.NullMarked;
