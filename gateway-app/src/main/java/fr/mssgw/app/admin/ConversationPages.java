package fr.mssgw.app.admin;

import fr.mssgw.core.audit.AuditEvent;
import fr.mssgw.core.audit.AuditEvent.Kind;
import fr.mssgw.core.conversation.ConversationChange;
import fr.mssgw.core.conversation.ConversationState;
import fr.mssgw.core.conversation.InsDeclaration;
import fr.mssgw.core.flow.ClosingFlow;
import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.policy.Reply;
import fr.mssgw.core.policy.Verdict;
import fr.mssgw.core.port.AuditTrail;
import fr.mssgw.core.port.BalDirectory;
import fr.mssgw.store.conversation.SqlConversations;
import fr.mssgw.store.conversation.SqlConversations.Conversation;
import fr.mssgw.store.conversation.SqlConversations.Step;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** {@code gateway conversations}: where exchanges with patients stand. Patients are masked, unless asked for. */
public final class ConversationPages {

    private static final int MOST_STEPS = 1_000;
    private static final int MOST_EXPORTED = 100_000;

    private final SqlConversations conversations;
    private final ClosingFlow closing;
    private final BalDirectory bals;
    private final AuditTrail audit;
    private final InstantSource clock;

    public ConversationPages(
            SqlConversations conversations,
            ClosingFlow closing,
            BalDirectory bals,
            AuditTrail audit,
            InstantSource clock) {
        this.conversations = conversations;
        this.closing = closing;
        this.bals = bals;
        this.audit = audit;
        this.clock = clock;
    }

    public void addTo(Map<String, AdminPage> pages) {
        pages.put("conversations/list", given -> list(new Parameters(given)));
        pages.put("conversations/show", given -> show(new Parameters(given)));
        pages.put("conversations/export", given -> export(new Parameters(given)));
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
        answer.put("steps", steps(conversation, MOST_STEPS));
        return answer;
    }

    /** All of one conversation, for who asks what happened; the trace says that it was given out. */
    private Object export(Parameters parameters) throws AdminRefusal {
        Conversation conversation = find(parameters);
        Map<String, Object> answer = fields(conversation, parameters);
        answer.put("exportedAt", clock.instant().toString());
        answer.put("steps", steps(conversation, MOST_EXPORTED));
        audit.record(AuditEvent.of(
                clock.instant(),
                Kind.OPERATOR_ACTION,
                "operator",
                "action",
                "conversations export",
                "id",
                conversation.id(),
                "patient",
                conversation.key().patient(),
                "contact",
                conversation.key().contact()));
        return answer;
    }

    private List<Map<String, Object>> steps(Conversation conversation, int most) {
        return conversations.steps(conversation.id(), 0, most).stream()
                .map(ConversationPages::fields)
                .toList();
    }

    private static Map<String, Object> fields(Step step) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("at", step.at().toString());
        fields.put("cause", word(step.cause()));
        fields.put("state", word(step.state()));
        if (step.reopens()) {
            fields.put("reopened", "reopened");
        }
        step.message().ifPresent(message -> fields.put("message", message.value()));
        step.messageId().ifPresent(id -> fields.put("messageId", id));
        step.person().ifPresent(person -> fields.put("person", person));
        if (step.declared() != InsDeclaration.NONE) {
            fields.put("ins", word(step.declared()));
        }
        step.rule().ifPresent(rule -> fields.put("rule", rule));
        return fields;
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
        fields.put("awaiting", conversation.awaiting() ? "awaiting" : "");
        fields.put("changedAt", conversation.changedAt().toString());
        return fields;
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
