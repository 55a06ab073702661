/** The demonstration's keys and certificates, the bad ones included. */
@NullMarked
package fr.mssgw.sandbox.pki;

import org.jspecify.annotations.NullMarked;
