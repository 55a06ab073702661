/** S/MIME, trust in certificates, keys and the white list's file: what secures and judges messages and peers. */
@NullMarked
package fr.mssgw.certs;

import org.jspecify.annotations.NullMarked;
