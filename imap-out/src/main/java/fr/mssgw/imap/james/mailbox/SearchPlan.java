package fr.mssgw.imap.james.mailbox;

import fr.mssgw.core.search.Folding;
import fr.mssgw.core.text.Ascii;
import fr.mssgw.store.mailbox.MessageFilter;
import fr.mssgw.store.mailbox.MessageFilter.Comparison;
import fr.mssgw.store.mailbox.MessageFilter.Field;
import fr.mssgw.store.mailbox.MessageFilter.Place;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
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
    private static final Map<String, Field> FIELDS = Map.of(
            "subject", Field.SUBJECT,
            "from", Field.FROM,
            "to", Field.TO,
            "cc", Field.CC,
            "bcc", Field.BCC,
            "message-id", Field.MESSAGE_ID);

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

    static SearchPlan of(Criterion criterion, Collection<MessageUid> recent) {
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
        return text(criterion);
    }

    /** What the columns and the index of words know; other fields, and texts without words, are SearchMatcher's. */
    private static SearchPlan text(Criterion criterion) {
        if (criterion instanceof SearchQuery.HeaderCriterion field) {
            return field(field);
        } else if (criterion instanceof SearchQuery.SubjectCriterion subject) {
            return field(subject.asHeaderCriterion());
        } else if (criterion instanceof SearchQuery.MimeMessageIDCriterion id) {
            return field(id.asHeaderCriterion());
        } else if (criterion instanceof SearchQuery.TextCriterion text) {
            String wanted = text.getOperator().getValue();
            if (wanted.isEmpty()) {
                return exactly(MessageFilter.all());
            }
            if (Folding.words(wanted).isEmpty()) {
                return UNDECIDED;
            }
            if (text.getType() == SearchQuery.Scope.BODY) {
                return exactly(MessageFilter.words(wanted, EnumSet.of(Place.TEXT, Place.FILE_NAMES), true));
            }
            List<MessageFilter> anywhere = new ArrayList<>();
            anywhere.add(MessageFilter.words(wanted, EnumSet.allOf(Place.class), true));
            for (Field field : Field.values()) {
                anywhere.add(MessageFilter.contains(field, wanted));
            }
            return exactly(MessageFilter.or(anywhere));
        }
        return UNDECIDED;
    }

    /** Whether a field is there at all, be it empty, no column knows (RFC 3501 §6.4.4, HEADER). */
    private static SearchPlan field(SearchQuery.HeaderCriterion criterion) {
        String name = Ascii.lower(criterion.getHeaderName());
        Field field = FIELDS.get(name);
        SearchQuery.HeaderOperator operator = criterion.getOperator();
        if (operator instanceof DateOperator date && name.equals("date")) {
            return exactly(sentOn(date));
        } else if (field == null) {
            return UNDECIDED;
        } else if (operator instanceof SearchQuery.ContainsOperator text
                && !text.getValue().isEmpty()) {
            return exactly(contains(field, text.getValue()));
        } else if (operator instanceof SearchQuery.AddressOperator address) {
            return exactly(contains(field, address.getAddress()));
        }
        return UNDECIDED;
    }

    /** A subject is also found by other forms of the same words. */
    private static MessageFilter contains(Field field, String text) {
        MessageFilter substring = MessageFilter.contains(field, text);
        return field == Field.SUBJECT && !Folding.words(text).isEmpty()
                ? MessageFilter.or(List.of(substring, MessageFilter.words(text, EnumSet.of(Place.SUBJECT), false)))
                : substring;
    }

    private static MessageFilter sentOn(DateOperator operator) {
        LocalDate day = LocalDate.ofInstant(operator.getDate().toInstant(), ZoneOffset.UTC);
        return MessageFilter.sentOn(
                switch (operator.getType()) {
                    case BEFORE -> Comparison.LESS;
                    case AFTER -> Comparison.GREATER;
                    case ON -> Comparison.EQUAL;
                },
                day);
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
