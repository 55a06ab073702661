/** The James protocol classes assembled into a server, by constructors only. */
@NullMarked
package fr.mssgw.imap.james;

import org.jspecify.annotations.NullMarked;
