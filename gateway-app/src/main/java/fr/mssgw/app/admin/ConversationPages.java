package fr.mssgw.app.admin;

import fr.mssgw.core.conversation.ConversationChange;
import fr.mssgw.core.conversation.ConversationState;
import fr.mssgw.core.flow.ClosingFlow;
import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.policy.Reply;
import fr.mssgw.core.policy.Verdict;
import fr.mssgw.core.port.BalDirectory;
import fr.mssgw.store.conversation.SqlConversations;
import fr.mssgw.store.conversation.SqlConversations.Conversation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** {@code gateway conversations}: where exchanges with patients stand. Patients are masked, unless asked for. */
public final class ConversationPages {

    private static final int MOST_STEPS = 1_000;

    private final SqlConversations conversations;
    private final ClosingFlow closing;
    private final BalDirectory bals;

    public ConversationPages(SqlConversations conversations, ClosingFlow closing, BalDirectory bals) {
        this.conversations = conversations;
        this.closing = closing;
        this.bals = bals;
    }

    public void addTo(Map<String, AdminPage> pages) {
        pages.put("conversations/list", given -> list(new Parameters(given)));
        pages.put("conversations/show", given -> show(new Parameters(given)));
        pages.put("conversations/close", given -> close(new Parameters(given)));
    }

    private Object list(Parameters parameters) throws AdminRefusal {
        Optional<ConversationState> state = Optional.empty();
        if (parameters.text("state").isPresent()) {
            String word = parameters.required("state").toUpperCase(Locale.ROOT);
            if (!word.equals("OPEN") && !word.equals("CLOSED")) {
                throw new AdminRefusal("state is open or closed");
            }
            state = Optional.of(ConversationState.valueOf(word));
        }
        List<Conversation> found = conversations.list(
                parameters.address("contact"), state, parameters.number("after", 0), parameters.page());
        return Map.of(
                "conversations",
                found.stream()
                        .map(conversation -> fields(conversation, parameters))
                        .toList());
    }

    private Object show(Parameters parameters) throws AdminRefusal {
        Conversation conversation = find(parameters);
        Map<String, Object> answer = fields(conversation, parameters);
        answer.put(
                "steps",
                conversations.steps(conversation.id(), 0, MOST_STEPS).stream()
                        .map(step -> {
                            Map<String, Object> fields = new LinkedHashMap<>();
                            fields.put("at", step.at().toString());
                            fields.put("cause", word(step.cause()));
                            fields.put("state", word(step.state()));
                            step.message().ifPresent(message -> fields.put("message", message.value()));
                            step.person().ifPresent(person -> fields.put("person", person));
                            step.rule().ifPresent(rule -> fields.put("rule", rule));
                            return fields;
                        })
                        .toList());
        return answer;
    }

    private Object close(Parameters parameters) throws AdminRefusal {
        Conversation conversation = find(parameters);
        Bal bal = bals.find(conversation.key().contact())
                .orElseThrow(() -> new AdminRefusal(conversation.key().contact()
                        + " is not a BAL of this operator; its own operator closes the conversation"));
        Verdict verdict =
                closing.close(conversation.key(), bal, "operator", ConversationChange.Cause.CLOSED_BY_OPERATOR);
        if (!verdict.delivers()) {
            throw new AdminRefusal("not closed: " + Reply.to(verdict, "", "").text());
        }
        return show(parameters);
    }

    private Conversation find(Parameters parameters) throws AdminRefusal {
        long id = parameters.number("id", 0);
        return conversations.find(id).orElseThrow(() -> new AdminRefusal("there is no conversation " + id));
    }

    private static Map<String, Object> fields(Conversation conversation, Parameters parameters) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", conversation.id());
        fields.put("patient", parameters.shown(conversation.key().patient().address()));
        fields.put("contact", conversation.key().contact().toString());
        fields.put("state", word(conversation.state()));
        fields.put("changedAt", conversation.changedAt().toString());
        return fields;
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
