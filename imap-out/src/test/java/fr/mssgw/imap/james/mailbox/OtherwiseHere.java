package fr.mssgw.imap.james.mailbox;

import static java.util.Map.entry;

import java.util.Map;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skips, with its reason, each case of James' suites that cannot hold here; docs/imap-contract-suites.md lists them. */
final class OtherwiseHere implements ExecutionCondition {
    private static final String LIMITS =
            "a folder holds James' ten annotations of 1,024 octets, not the suite's three of 30";
    private static final String LISTENERS = "nothing but sessions listens to events, for a folder they have open";
    private static final String HOOKS = "nothing is asked before a deletion";
    private static final Map<String, String> REASONS = Map.ofEntries(
            entry("updateAnnotationsShouldThrowExceptionIfAnnotationDataIsOverLimitation", LIMITS),
            entry("updateAnnotationsShouldThrowExceptionIfRequestCreateNewButMailboxIsOverLimit", LIMITS),
            entry("createMailboxShouldFireMailboxAddedEvent", LISTENERS),
            entry("addingMessageShouldFireQuotaUpdateEvent", LISTENERS),
            entry("copyShouldNotFireExpungedEventInOriginMailbox", LISTENERS),
            entry("deleteMailboxByIdShouldCallAllPreDeletionHooks", HOOKS),
            entry("deleteMailboxShouldCallAllPreDeletionHooks", HOOKS),
            entry("expungeShouldBeExecutedAfterAllHooksFinish", HOOKS),
            entry("expungeShouldCallAllPreDeletionHooks", HOOKS),
            entry("expungeShouldCallAllPreDeletionHooksOnEachMessageDeletionCall", HOOKS),
            entry("expungeShouldCallAllPreDeletionHooksOnEachMessageDeletionOnDifferentMailboxes", HOOKS),
            entry("expungeShouldCallAllPreDeletionHooksOnlyOnMessagesMarkedAsDeleted", HOOKS),
            entry("expungeShouldNotBeExecutedWhenOneOfPreDeleteHooksFails", HOOKS),
            entry("listMessagesMetadataShouldReturnUpdatedMessage", "no client takes \\Recent away (RFC 3501 §2.3.2)"),
            entry("searchShouldNotReturnResultsFromOtherNamespaces", "there is no namespace but #private"));

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return context.getTestMethod()
                .map(method -> REASONS.get(method.getName()))
                .map(ConditionEvaluationResult::disabled)
                .orElse(ConditionEvaluationResult.enabled("holds"));
    }
}
