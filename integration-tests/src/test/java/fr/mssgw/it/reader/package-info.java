/** Our reader of mail beside readers that others wrote: they read the same mails, and each difference has a name. */
@NullMarked
package fr.mssgw.it.reader;

import org.jspecify.annotations.NullMarked;
