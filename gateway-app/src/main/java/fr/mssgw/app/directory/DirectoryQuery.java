package fr.mssgw.app.directory;

import fr.mssgw.app.directory.PharmacyDirectory.Condition;
import fr.mssgw.app.directory.PharmacyDirectory.Match;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A search as its URL asks for it, read strictly: what is not known is refused, for a filter that is passed over would
 * find too much.
 *
 * @param conditions all of which must hold
 * @param filters as given, for the links to other pages
 */
record DirectoryQuery(List<Condition> conditions, Map<String, String> filters, int count, int offset) {
    static final int USUAL_PAGE = 50;
    static final int LONGEST_PAGE = 200;
    private static final int MAX_QUERY = 1_024;
    private static final int MAX_FILTERS = 10;
    private static final int MAX_VALUE = 100;
    private static final int MAX_OFFSET = 1_000_000;

    /** The query cannot be answered; the message says why, to whoever asked. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(String why) {
            super(why);
        }
    }

    static DirectoryQuery read(@Nullable String rawQuery) throws Refused {
        List<Condition> conditions = new ArrayList<>();
        Map<String, String> filters = new LinkedHashMap<>();
        int count = USUAL_PAGE;
        int offset = 0;
        for (Map.Entry<String, String> pair : pairs(rawQuery).entrySet()) {
            String key = pair.getKey();
            String value = pair.getValue();
            switch (key) {
                case "_count" -> count = Math.min(LONGEST_PAGE, number(key, value));
                case "_offset" -> offset = number(key, value);
                case "_format" -> {
                    if (!value.equals("json") && !value.equals("application/fhir+json")) {
                        throw new Refused("_format : seul json est servi");
                    }
                }
                default -> {
                    conditions.add(condition(key, value));
                    filters.put(key, value);
                }
            }
        }
        return new DirectoryQuery(List.copyOf(conditions), filters, count, offset);
    }

    private static Condition condition(String key, String value) throws Refused {
        int colon = key.indexOf(':');
        String name = colon < 0 ? key : key.substring(0, colon);
        String modifier = colon < 0 ? "" : key.substring(colon + 1);
        return switch (name) {
            case "name" -> Condition.name(match(key, modifier), value);
            case "address-city" -> Condition.town(match(key, modifier), value);
            case "address-postalcode" -> Condition.postcode(match(key, modifier), value);
            case "mailbox-mss" -> Condition.mailbox(match(key, modifier), value);
            case "type" -> Condition.sector(token(key, modifier, value, FhirResources.SECTORS));
            case "identifier" ->
                Condition.identifier(token(
                        key,
                        modifier,
                        value,
                        FhirResources.NATIONAL_SYSTEM,
                        FhirResources.systemOf(fr.mssgw.core.identity.StructureId.Kind.FINESS),
                        FhirResources.systemOf(fr.mssgw.core.identity.StructureId.Kind.SIRET)));
            case "active" -> Condition.active(Boolean.parseBoolean(token(key, modifier, value)));
            case "_id" -> Condition.id(token(key, modifier, value));
            default ->
                throw new Refused("paramètre inconnu ; connus : name, address-city, address-postalcode, type, "
                        + "mailbox-mss, identifier, active, _id, _count, _offset, _format");
        };
    }

    private static Match match(String key, String modifier) throws Refused {
        return switch (modifier) {
            case "" -> Match.BEGINS;
            case "contains" -> Match.CONTAINS;
            case "exact" -> Match.EXACT;
            default -> throw new Refused(key + " : modificateur inconnu ; connus : contains, exact");
        };
    }

    /** {@code code} or {@code system|code}; another system finds nothing, so it is refused. */
    private static String token(String key, String modifier, String value, String... systems) throws Refused {
        if (!modifier.isEmpty()) {
            throw new Refused(key + " : sans modificateur");
        }
        int bar = value.indexOf('|');
        if (bar >= 0 && !List.of(systems).contains(value.substring(0, bar))) {
            throw new Refused(key + " : nomenclature inconnue");
        }
        return value.substring(bar + 1);
    }

    private static int number(String key, String value) throws Refused {
        try {
            int number = Integer.parseInt(value);
            if (number >= 0 && number <= MAX_OFFSET) {
                return number;
            }
        } catch (NumberFormatException e) {
            // refused below
        }
        throw new Refused(key + " : nombre attendu");
    }

    private static Map<String, String> pairs(@Nullable String rawQuery) throws Refused {
        Map<String, String> pairs = new LinkedHashMap<>();
        if (rawQuery == null || rawQuery.isEmpty()) {
            return pairs;
        }
        if (rawQuery.length() > MAX_QUERY) {
            throw new Refused("requête trop longue");
        }
        for (String pair : rawQuery.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals <= 0) {
                throw new Refused("écrire nom=valeur");
            }
            String key = decoded(pair.substring(0, equals));
            String value = decoded(pair.substring(equals + 1)).strip();
            if (value.isEmpty() || value.length() > MAX_VALUE || value.chars().anyMatch(Character::isISOControl)) {
                throw new Refused("valeur vide, trop longue ou illisible");
            }
            if (pairs.put(key, value) != null || pairs.size() > MAX_FILTERS) {
                throw new Refused("paramètre en double, ou trop de paramètres");
            }
        }
        return pairs;
    }

    private static String decoded(String text) throws Refused {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new Refused("paramètre illisible");
        }
    }

    /** The links of a page, by relation; the addresses begin with {@code url}. */
    Map<String, String> links(String url, int total) {
        Map<String, String> links = new LinkedHashMap<>();
        links.put("self", link(url, offset));
        if (count > 0 && offset > 0) {
            links.put("previous", link(url, Math.max(0, offset - count)));
        }
        if (count > 0 && offset < total - count) {
            links.put("next", link(url, offset + count));
        }
        return links;
    }

    private String link(String url, int from) {
        StringBuilder link = new StringBuilder(url);
        char separator = '?';
        for (Map.Entry<String, String> filter : filters.entrySet()) {
            link.append(separator)
                    .append(URLEncoder.encode(filter.getKey(), StandardCharsets.UTF_8))
                    .append('=')
                    .append(URLEncoder.encode(filter.getValue(), StandardCharsets.UTF_8));
            separator = '&';
        }
        return link.append(separator)
                .append("_count=")
                .append(count)
                .append("&_offset=")
                .append(from)
                .toString();
    }
}
