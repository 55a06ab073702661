/** What pharmacies are told of the patients who wait for them: reminders and the daily digest. */
@NullMarked
package fr.mssgw.core.pharmacy;

import org.jspecify.annotations.NullMarked;
