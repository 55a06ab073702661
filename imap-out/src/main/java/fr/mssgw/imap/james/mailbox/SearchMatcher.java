package fr.mssgw.imap.james.mailbox;

import fr.mssgw.core.mail.EncodedWords;
import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.core.mail.MailDate;
import fr.mssgw.core.search.Folding;
import fr.mssgw.store.mailbox.MessageRow;
import java.io.IOException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.james.mailbox.model.SearchQuery;
import org.apache.james.mailbox.model.SearchQuery.Criterion;
import org.jspecify.annotations.Nullable;

/**
 * Decides what no column knows: other header fields, and texts without a word; for messages that passed the {@link SearchPlan}'s filter. Encoded words
 * and transfer encodings are decoded first; case and accents do not count.
 */
final class SearchMatcher {
    private final Map<Criterion, DecidedByQuery> decided;
    private final TextOf textOf;

    /** Gives the readable text of a body, of bounded length. */
    @FunctionalInterface
    interface TextOf {
        String text(MessageRow message) throws IOException;
    }

    /** @param decided what of the criteria, at whatever depth, is not about content */
    SearchMatcher(Map<Criterion, DecidedByQuery> decided, TextOf textOf) {
        this.decided = decided;
        this.textOf = textOf;
    }

    boolean matches(MessageRow message, List<Criterion> criteria) throws IOException {
        byte[] section = message.header();
        HeaderSection header = HeaderSection.lenient(section == null ? new byte[0] : section);
        for (Criterion criterion : criteria) {
            if (!matches(message, header, criterion)) {
                return false;
            }
        }
        return true;
    }

    private boolean matches(MessageRow message, HeaderSection header, Criterion criterion) throws IOException {
        DecidedByQuery known = decided.get(criterion);
        if (known != null) {
            return known.holds(message.uid());
        } else if (criterion instanceof SearchQuery.ConjunctionCriterion group) {
            return switch (group.getType()) {
                case AND -> all(message, header, group.getCriteria());
                case OR -> any(message, header, group.getCriteria());
                case NOR -> !any(message, header, group.getCriteria());
            };
        } else if (criterion instanceof SearchQuery.HeaderCriterion field) {
            return field(header, field);
        } else if (criterion instanceof SearchQuery.SubjectCriterion subject) {
            return field(header, subject.asHeaderCriterion());
        } else if (criterion instanceof SearchQuery.MimeMessageIDCriterion id) {
            return field(header, id.asHeaderCriterion());
        } else if (criterion instanceof SearchQuery.TextCriterion text) {
            Predicate<String> wanted = contains(text.getOperator().getValue());
            return switch (text.getType()) {
                case BODY -> wanted.test(textOf.text(message));
                case FULL ->
                    header.fields().stream()
                                    .map(named -> EncodedWords.decode(named.value()))
                                    .anyMatch(wanted)
                            || wanted.test(textOf.text(message));
                default -> false;
            };
        }
        return false;
    }

    private boolean all(MessageRow message, HeaderSection header, List<Criterion> criteria) throws IOException {
        for (Criterion criterion : criteria) {
            if (!matches(message, header, criterion)) {
                return false;
            }
        }
        return true;
    }

    private boolean any(MessageRow message, HeaderSection header, List<Criterion> criteria) throws IOException {
        for (Criterion criterion : criteria) {
            if (matches(message, header, criterion)) {
                return true;
            }
        }
        return false;
    }

    private static boolean field(HeaderSection header, SearchQuery.HeaderCriterion criterion) {
        List<String> values = texts(header, criterion.getHeaderName());
        SearchQuery.HeaderOperator operator = criterion.getOperator();
        if (operator instanceof SearchQuery.ContainsOperator text) {
            return values.stream().anyMatch(contains(text.getValue()));
        } else if (operator instanceof SearchQuery.AddressOperator address) {
            return values.stream().anyMatch(contains(address.getAddress()));
        } else if (operator instanceof SearchQuery.DateOperator date) {
            return values.stream().findFirst().map(value -> date(value, date)).orElse(false);
        }
        return !values.isEmpty(); // the field exists
    }

    private static Predicate<String> contains(String wanted) {
        String folded = Folding.fold(wanted);
        return value -> Folding.fold(value).contains(folded);
    }

    /** RFC 9051 §6.4.4: the day as written in the field, whatever its time and zone. */
    private static boolean date(String field, SearchQuery.DateOperator operator) {
        LocalDate written = day(field);
        LocalDate wanted = LocalDate.ofInstant(operator.getDate().toInstant(), ZoneOffset.UTC);
        return written != null
                && switch (operator.getType()) {
                    case BEFORE -> written.isBefore(wanted);
                    case AFTER -> written.isAfter(wanted);
                    case ON -> written.equals(wanted);
                };
    }

    static @Nullable LocalDate day(String field) {
        return MailDate.parse(field).map(OffsetDateTime::toLocalDate).orElse(null);
    }

    /** The values of every field of that name as people read them. */
    static List<String> texts(HeaderSection header, String name) {
        return header.values(name).stream().map(EncodedWords::decode).toList();
    }
}
