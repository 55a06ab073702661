/** LOGIN and AUTHENTICATE: the user name is the BAL, the credential says who (docs/contract.md §3). */
@NullMarked
package fr.mssgw.imap.james.login;

import org.jspecify.annotations.NullMarked;
