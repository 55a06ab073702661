/** The operator's HTTP on loopback: health, metrics, and what the commands ask of a running gateway. */
@NullMarked
package fr.mssgw.app.admin;

import org.jspecify.annotations.NullMarked;
