package fr.mssgw.app.directory;

import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.identity.Postcode;
import fr.mssgw.core.identity.Structure;
import fr.mssgw.core.identity.StructureId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Pharmacies as FHIR R4 resources, ready for Jackson. The shape is that of the ANS guide « Annuaire Santé »
 * (ansforge/IG-fhir-annuaire 1.1): profile {@code as-organization}, its BAL as {@code telecom} with
 * {@code fr-core-contact-point-email-type} = {@code MSSANTE} and {@code as-ext-mailbox-mss-metadata}; the sector is a
 * {@code type} of TRE_R02. Of the metadata only what the guide says may be published freely is given.
 */
final class FhirResources {
    private static final String ANNUAIRE = "https://interop.esante.gouv.fr/ig/fhir/annuaire/StructureDefinition/";
    private static final String CORE = "https://hl7.fr/ig/fhir/core/";
    private static final String NOS = "https://mos.esante.gouv.fr/NOS/";
    private static final String IDENTIFIER_TYPES = CORE + "CodeSystem/fr-core-cs-v2-0203";
    private static final String MESSAGING_TYPES = NOS + "TRE_R256-TypeMessagerie/FHIR/TRE-R256-TypeMessagerie";
    private static final String BAL_TYPES = NOS + "TRE_R257-TypeBAL/FHIR/TRE-R257-TypeBAL";

    static final String SECTORS = NOS + "TRE_R02-SecteurActivite/FHIR/TRE-R02-SecteurActivite";
    static final String NATIONAL_SYSTEM = "urn:oid:1.2.250.1.71.4.2.2";

    private FhirResources() {}

    static String systemOf(StructureId.Kind kind) {
        return kind == StructureId.Kind.FINESS ? "https://finess.esante.gouv.fr" : "https://sirene.fr";
    }

    static Map<String, Object> organization(Pharmacy pharmacy) {
        Structure structure = pharmacy.structure();
        Map<String, Object> resource = new LinkedHashMap<>();
        resource.put("resourceType", "Organization");
        resource.put("id", pharmacy.id());
        resource.put("meta", Map.of("profile", List.of(ANNUAIRE + "as-organization")));
        resource.put("language", "fr");
        resource.put("identifier", identifiers(structure.id()));
        resource.put("active", true);
        resource.put("type", types(structure));
        resource.put("name", structure.name());
        resource.put(
                "telecom", pharmacy.bals().stream().map(FhirResources::mailbox).toList());
        address(structure).ifPresent(address -> resource.put("address", List.of(address)));
        return resource;
    }

    private static List<Object> identifiers(StructureId id) {
        boolean finess = id.kind() == StructureId.Kind.FINESS;
        return List.of(
                identifier("IDNST", NATIONAL_SYSTEM, id.national()),
                identifier(finess ? "FINEG" : "SIRET", systemOf(id.kind()), id.number()));
    }

    private static Map<String, Object> identifier(String type, String system, String value) {
        Map<String, Object> identifier = new LinkedHashMap<>();
        identifier.put("use", "official");
        identifier.put("type", Map.of("coding", List.of(coding(IDENTIFIER_TYPES, type))));
        identifier.put("system", system);
        identifier.put("value", value);
        return identifier;
    }

    private static List<Object> types(Structure structure) {
        List<Object> types = new ArrayList<>();
        types.add(type("organizationType", CORE + "CodeSystem/fr-core-cs-v2-3307", "GEOGRAPHICAL-ENTITY"));
        structure.sector().ifPresent(sector -> types.add(type("secteurActiviteRASS", SECTORS, sector)));
        return types;
    }

    private static Map<String, Object> type(String slice, String system, String code) {
        Map<String, Object> type = new LinkedHashMap<>();
        type.put("extension", List.of(extension(ANNUAIRE + "as-ext-organization-types", "valueCode", slice)));
        type.put("coding", List.of(coding(system, code)));
        return type;
    }

    private static Map<String, Object> mailbox(Bal bal) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("url", ANNUAIRE + "as-ext-mailbox-mss-metadata");
        metadata.put(
                "extension",
                List.of(
                        extension("type", "valueCodeableConcept", Map.of("coding", List.of(coding(BAL_TYPES, "ORG")))),
                        extension("description", "valueString", bal.displayName()),
                        extension("listeRouge", "valueBoolean", bal.listeRouge())));
        Map<String, Object> telecom = new LinkedHashMap<>();
        telecom.put(
                "extension",
                List.of(
                        extension(
                                CORE + "StructureDefinition/fr-core-contact-point-email-type",
                                "valueCoding",
                                coding(MESSAGING_TYPES, "MSSANTE")),
                        metadata));
        telecom.put("system", "email");
        telecom.put("value", bal.address().wireForm());
        return telecom;
    }

    private static Optional<Map<String, Object>> address(Structure structure) {
        Map<String, Object> address = new LinkedHashMap<>();
        structure.town().ifPresent(town -> address.put("city", town));
        structure.postcode().map(Postcode::digits).ifPresent(digits -> address.put("postalCode", digits));
        return address.isEmpty() ? Optional.empty() : Optional.of(address);
    }

    private static Map<String, Object> coding(String system, String code) {
        Map<String, Object> coding = new LinkedHashMap<>();
        coding.put("system", system);
        coding.put("code", code);
        return coding;
    }

    private static Map<String, Object> extension(String url, String value, Object of) {
        Map<String, Object> extension = new LinkedHashMap<>();
        extension.put("url", url);
        extension.put(value, of);
        return extension;
    }

    /** The answer to a search (FHIR R4 §2.36.4). @param links relation to address, in order */
    static Map<String, Object> searchset(PharmacyDirectory.Page page, String base, Map<String, String> links) {
        Map<String, Object> bundle = new LinkedHashMap<>();
        bundle.put("resourceType", "Bundle");
        bundle.put("type", "searchset");
        bundle.put("total", page.total());
        bundle.put(
                "link",
                links.entrySet().stream()
                        .map(link -> {
                            Map<String, Object> fields = new LinkedHashMap<>();
                            fields.put("relation", link.getKey());
                            fields.put("url", link.getValue());
                            return fields;
                        })
                        .toList());
        bundle.put(
                "entry",
                page.pharmacies().stream()
                        .map(pharmacy -> {
                            Map<String, Object> entry = new LinkedHashMap<>();
                            entry.put("fullUrl", base + "/Organization/" + pharmacy.id());
                            entry.put("resource", organization(pharmacy));
                            entry.put("search", Map.of("mode", "match"));
                            return entry;
                        })
                        .toList());
        return dense(bundle);
    }

    /** Everything, for a file. */
    static Map<String, Object> collection(PharmacyDirectory directory, Instant at) {
        Map<String, Object> bundle = new LinkedHashMap<>();
        bundle.put("resourceType", "Bundle");
        bundle.put("type", "collection");
        bundle.put("timestamp", at.toString());
        bundle.put(
                "entry",
                directory.all().stream()
                        .map(pharmacy -> Map.of("resource", organization(pharmacy)))
                        .toList());
        return dense(bundle);
    }

    /** FHIR has no empty lists (R4 §2.6.2). */
    private static Map<String, Object> dense(Map<String, Object> bundle) {
        bundle.values().removeIf(value -> value instanceof List<?> list && list.isEmpty());
        return bundle;
    }

    /** Why a request was not answered (FHIR R4 §3.1.0.1.4). */
    static Map<String, Object> outcome(String code, String words) {
        Map<String, Object> issue = new LinkedHashMap<>();
        issue.put("severity", "error");
        issue.put("code", code);
        issue.put("diagnostics", words);
        Map<String, Object> outcome = new LinkedHashMap<>();
        outcome.put("resourceType", "OperationOutcome");
        outcome.put("issue", List.of(issue));
        return outcome;
    }
}
