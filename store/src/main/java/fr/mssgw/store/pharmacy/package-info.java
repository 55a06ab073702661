/** What patients' messages at pharmacies leave behind: documents known again, acknowledgements, answers awaited. */
@NullMarked
package fr.mssgw.store.pharmacy;

import org.jspecify.annotations.NullMarked;
