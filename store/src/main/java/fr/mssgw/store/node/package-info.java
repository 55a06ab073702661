/** What the gateways on one database tell one another, and by which name each of them is known there. */
@NullMarked
package fr.mssgw.store.node;

import org.jspecify.annotations.NullMarked;
