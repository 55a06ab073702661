package fr.mssgw.app.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import fr.mssgw.core.masking.Matricules;
import java.util.Map;

/**
 * Masks matricules in every text that a page answers, unless they are asked for: a subject, the name of a folder or a
 * peer's words may hold one that no page knows of.
 */
public record MaskedPage(AdminPage page) implements AdminPage {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public Object answer(Map<String, String> given) throws AdminRefusal {
        Object answer = page.answer(given);
        return new Parameters(given).yes("reveal") ? answer : masked(JSON.valueToTree(answer));
    }

    private static JsonNode masked(JsonNode node) {
        if (node.isTextual()) {
            return new TextNode(Matricules.masked(node.asText()));
        }
        if (node.isArray()) {
            ArrayNode masked = JsonNodeFactory.instance.arrayNode();
            node.forEach(element -> masked.add(masked(element)));
            return masked;
        }
        if (node.isObject()) {
            ObjectNode masked = JsonNodeFactory.instance.objectNode();
            node.fields()
                    .forEachRemaining(field -> masked.set(Matricules.masked(field.getKey()), masked(field.getValue())));
            return masked;
        }
        return node;
    }
}
