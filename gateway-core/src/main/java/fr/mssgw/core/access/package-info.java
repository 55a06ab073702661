/** Who acts: credentials, identities, logins and their throttling. */
@NullMarked
package fr.mssgw.core.access;

import org.jspecify.annotations.NullMarked;
