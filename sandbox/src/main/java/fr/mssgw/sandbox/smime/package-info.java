/** S/MIME done a second time, apart from the gateway's own, so that each checks the other. */
@NullMarked
package fr.mssgw.sandbox.smime;

import org.jspecify.annotations.NullMarked;
