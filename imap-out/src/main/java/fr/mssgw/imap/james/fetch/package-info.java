/** FETCH from the store's columns: rows become octets without James' messages, MIME trees and encoders in between. */
@NullMarked
package fr.mssgw.imap.james.fetch;

import org.jspecify.annotations.NullMarked;
