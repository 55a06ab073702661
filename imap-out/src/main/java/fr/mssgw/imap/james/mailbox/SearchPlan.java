package fr.mssgw.imap.james.mailbox;

import fr.mssgw.store.mailbox.MessageFilter;
import fr.mssgw.store.mailbox.MessageFilter.Comparison;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.BiFunction;
import javax.mail.Flags;
import org.apache.james.mailbox.MessageUid;
import org.apache.james.mailbox.model.MessageRange;
import org.apache.james.mailbox.model.SearchQuery;
import org.apache.james.mailbox.model.SearchQuery.Criterion;
import org.apache.james.mailbox.model.SearchQuery.DateOperator;

/**
 * What of a search a query can decide.
 *
 * @param filter holds for every message that matches, and for others too unless {@code exact}
 */
record SearchPlan(MessageFilter filter, boolean exact) {
    private static final SearchPlan UNDECIDED = new SearchPlan(MessageFilter.all(), false);

    static SearchPlan of(SearchQuery query) {
        return all(query.getCriteria(), query.getRecentMessageUids());
    }

    private static SearchPlan all(List<Criterion> criteria, Collection<MessageUid> recent) {
        List<SearchPlan> parts = criteria.stream().map(c -> of(c, recent)).toList();
        return new SearchPlan(
                MessageFilter.and(parts.stream().map(SearchPlan::filter).toList()),
                parts.stream().allMatch(SearchPlan::exact));
    }

    private static SearchPlan exactly(MessageFilter filter) {
        return new SearchPlan(filter, true);
    }

    private static SearchPlan of(Criterion criterion, Collection<MessageUid> recent) {
        if (criterion instanceof SearchQuery.AllCriterion) {
            return exactly(MessageFilter.all());
        } else if (criterion instanceof SearchQuery.ConjunctionCriterion group) {
            return group(group, recent);
        } else if (criterion instanceof SearchQuery.FlagCriterion flag) {
            return exactly(flag(flag, recent));
        } else if (criterion instanceof SearchQuery.CustomFlagCriterion keyword) {
            return exactly(MessageFilter.keyword(
                    keyword.getFlag(), keyword.getOperator().isSet()));
        } else if (criterion instanceof SearchQuery.UidCriterion uids) {
            return exactly(MessageFilter.or(Arrays.stream(uids.getOperator().getRange())
                    .map(range -> MessageFilter.uids(
                            range.getLowValue().asLong(), range.getHighValue().asLong()))
                    .toList()));
        } else if (criterion instanceof SearchQuery.SizeCriterion size) {
            return exactly(MessageFilter.size(
                    comparison(size.getOperator()), size.getOperator().getValue()));
        } else if (criterion instanceof SearchQuery.ModSeqCriterion modseq) {
            return exactly(MessageFilter.modseq(
                    comparison(modseq.getOperator()), modseq.getOperator().getValue()));
        } else if (criterion instanceof SearchQuery.InternalDateCriterion date) {
            return exactly(date(date.getOperator(), MessageFilter::internalDate));
        } else if (criterion instanceof SearchQuery.SaveDateCriterion date) {
            return exactly(date(date.getOperator(), MessageFilter::saveDate));
        } else if (criterion instanceof SearchQuery.MessageIdCriterion id) {
            return exactly(MessageFilter.message(StoredMessageId.of(id.getMessageId())));
        } else if (criterion instanceof SearchQuery.ThreadIdCriterion thread) {
            return exactly(MessageFilter.message(
                    StoredMessageId.of(thread.getThreadId().getBaseMessageId())));
        }
        return UNDECIDED; // header and text: SearchMatcher
    }

    private static SearchPlan group(SearchQuery.ConjunctionCriterion group, Collection<MessageUid> recent) {
        List<SearchPlan> parts =
                group.getCriteria().stream().map(c -> of(c, recent)).toList();
        boolean exact = parts.stream().allMatch(SearchPlan::exact);
        List<MessageFilter> filters = parts.stream().map(SearchPlan::filter).toList();
        return switch (group.getType()) {
            case AND -> new SearchPlan(MessageFilter.and(filters), exact);
            case OR -> new SearchPlan(MessageFilter.or(filters), exact);
            case NOR -> exact ? exactly(MessageFilter.or(filters).not()) : UNDECIDED;
        };
    }

    private static MessageFilter flag(SearchQuery.FlagCriterion criterion, Collection<MessageUid> recent) {
        boolean set = criterion.getOperator().isSet();
        if (criterion.getFlag() == Flags.Flag.RECENT) {
            MessageFilter those = MessageFilter.or(MessageRange.toRanges(recent).stream()
                    .map(range -> MessageFilter.uids(
                            range.getUidFrom().asLong(), range.getUidTo().asLong()))
                    .toList());
            return set ? those : those.not();
        }
        return MessageFilter.flag(FlagBits.bit(criterion.getFlag()), set);
    }

    private static Comparison comparison(SearchQuery.NumericOperator operator) {
        return switch (operator.getType()) {
            case EQUALS -> Comparison.EQUAL;
            case LESS_THAN -> Comparison.LESS;
            case GREATER_THAN -> Comparison.GREATER;
        };
    }

    private static MessageFilter date(DateOperator operator, BiFunction<Comparison, Instant, MessageFilter> column) {
        ChronoUnit unit = unit(operator);
        Instant start = operator.getDate().toInstant().truncatedTo(unit);
        Instant end = start.plus(1, unit);
        return switch (operator.getType()) {
            case BEFORE -> column.apply(Comparison.LESS, start);
            case AFTER -> column.apply(Comparison.AT_LEAST, end);
            case ON ->
                MessageFilter.and(
                        List.of(column.apply(Comparison.AT_LEAST, start), column.apply(Comparison.LESS, end)));
        };
    }

    private static ChronoUnit unit(DateOperator operator) {
        return switch (operator.getDateResultion()) {
            case Second -> ChronoUnit.SECONDS;
            case Minute -> ChronoUnit.MINUTES;
            case Hour -> ChronoUnit.HOURS;
            default -> ChronoUnit.DAYS;
        };
    }
}
