/** The pharmacies that a patient may write to, as the FHIR resources of the Annuaire santé. */
@NullMarked
package fr.mssgw.app.directory;

import org.jspecify.annotations.NullMarked;
