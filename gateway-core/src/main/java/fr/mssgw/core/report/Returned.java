package fr.mssgw.core.report;

import fr.mssgw.core.identity.InsAddress;
import fr.mssgw.core.identity.MalformedAddress;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.mail.Author;
import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.core.message.RawMessage;
import fr.mssgw.core.report.RecipientStatus.Outcome;
import fr.mssgw.core.text.Ascii;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A message to one patient that Mon espace santé returned, as its report shows it, be it a report of RFC 3464 or a plain
 * « Message non distribué ».
 *
 * @param patient to whom the message was; empty where the report names no good matricule
 * @param words the reason in Mon espace santé's own words, on one line; empty without any
 * @param subject of the message that came back; empty where the report does not show it
 */
public record Returned(
        Optional<InsAddress> patient, ReturnReason reason, String words, String subject, References references) {
    private static final int MAX_WORDS = 400;
    private static final int LONGEST_REASON = 600;
    private static final List<String> REASON = List.of("motif", "raison", "cause");

    /** An address in a text; some writers quote its first part, or write it in xtext. */
    private static final Pattern PATIENT = Pattern.compile(
            "(?<![0-9A-Za-z._-])([0-9]{5}[0-9AaBb]{2}[0-9]{8})(?:\"?@|\\+40)" + Pattern.quote(InsAddress.DOMAIN.name()),
            Pattern.CASE_INSENSITIVE);

    /** RFC 2142 §5, and the name that mail servers put on what they return. */
    private static final Set<String> SERVERS = Set.of("postmaster", "mailer-daemon");

    /** Reads a mail of Mon espace santé itself; empty when it does not say that one message failed for one patient. */
    public static Optional<Returned> recognise(RawMessage message, HeaderSection header) throws IOException {
        ReportMail mail = ReportMail.read(message, header);
        BounceText text = BounceText.of(mail.text());
        boolean announced = Announcement.isSubject(mail.subject());
        List<RecipientStatus> statuses = RecipientStatus.in(mail.status());
        if (!statuses.isEmpty()) {
            return announced || header.mediaType().equals("multipart/report") || isOfServer(header)
                    ? report(mail, text, statuses, announced)
                    : Optional.empty();
        }
        return isOfServer(header) && (announced || Announcement.isText(text.said()))
                ? plain(mail, text)
                : Optional.empty();
    }

    private static Optional<Returned> report(
            ReportMail mail, BounceText text, List<RecipientStatus> statuses, boolean announced) {
        Map<String, RecipientStatus> failed = new LinkedHashMap<>();
        for (RecipientStatus status : statuses) {
            if (status.outcome() == Outcome.FAILED || status.outcome() == Outcome.UNKNOWN && announced) {
                failed.putIfAbsent(status.address(), status);
            } else if (status.outcome() != Outcome.DONE) {
                return Optional.empty();
            }
        }
        if (failed.size() != 1) {
            return Optional.empty();
        }
        RecipientStatus one = failed.values().iterator().next();
        Optional<InsAddress> patient = one.address().isEmpty()
                ? single(patients(one.diagnostic() + "\n" + text.said()))
                : patient(one.address());
        String subject = subject(mail, text);
        String said = said(text);
        // what the other server answered is nearer to the truth than what the reporting one makes of it
        ReturnReason reason = firstOf(one.diagnostic())
                .or(() -> ReturnReason.ofStatus(one.code()))
                .or(() -> ReturnReason.ofWords(said))
                .or(() -> ReturnReason.ofWords(one.diagnostic()))
                .or(() -> ReturnReason.ofWords(without(subject, text.said())))
                .orElse(ReturnReason.OTHER);
        return Optional.of(new Returned(
                patient, reason, oneLine(said.isEmpty() ? one.diagnostic() : said), subject, references(mail, text)));
    }

    private static Optional<Returned> plain(ReportMail mail, BounceText text) {
        List<String> patients = patients(text.said());
        if (patients.isEmpty()) {
            patients = patients(mail.text());
        }
        if (patients.size() > 1 || isForMany(mail.header()) || Announcement.isOfDelay(text.said())) {
            return Optional.empty();
        }
        String subject = subject(mail, text);
        String said = said(text);
        Optional<ReturnReason> reason = ReturnReason.ofWords(said)
                .or(() -> firstOf(text.said()))
                .or(() -> ReturnReason.ofWords(without(subject, text.said())));
        if (reason.isEmpty() && patients.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Returned(
                single(patients), reason.orElse(ReturnReason.OTHER), oneLine(said), subject, references(mail, text)));
    }

    /** The reason that the first code in a text gives which gives any. */
    private static Optional<ReturnReason> firstOf(String text) {
        return StatusCode.allIn(text)
                .flatMap(code -> ReturnReason.ofStatus(code).stream())
                .findFirst();
    }

    private static boolean isOfServer(HeaderSection header) {
        return Author.of(header) instanceof Author.One author
                && SERVERS.contains(author.address().localPart());
    }

    private static boolean isForMany(HeaderSection header) {
        return header.has("List-Id") || header.has("List-Unsubscribe");
    }

    /** The text without the subject of the professional, which may speak of anything that is closed. */
    private static String without(String subject, String text) {
        return subject.isEmpty() ? text : text.replace(subject, " ");
    }

    /** The matricules of the first two. */
    private static List<String> patients(String text) {
        return PATIENT.matcher(text)
                .results()
                .map(found -> Ascii.upper(found.group(1)))
                .distinct()
                .limit(2)
                .toList();
    }

    private static Optional<InsAddress> single(List<String> patients) {
        return patients.size() == 1 ? patient(patients.get(0) + "@" + InsAddress.DOMAIN) : Optional.empty();
    }

    private static References references(ReportMail mail, BounceText text) {
        return References.in(mail.returned().fields().isEmpty() ? mail.returning(text.copied()) : mail);
    }

    /** What follows « Motif : » at the beginning of a line. */
    private static String said(BounceText text) {
        for (String line : text.said().split("\n")) {
            int colon = line.indexOf(':');
            if (colon > 0
                    && colon < MAX_WORDS
                    && REASON.contains(
                            ReturnReason.plain(line.substring(0, colon)).strip())) {
                String said = line.substring(colon + 1).strip();
                if (!said.isEmpty()) {
                    return said.substring(0, Math.min(said.length(), LONGEST_REASON));
                }
            }
        }
        return "";
    }

    private static Optional<InsAddress> patient(String address) {
        try {
            return Optional.of(InsAddress.of(MssAddress.parse(address)));
        } catch (MalformedAddress e) {
            return Optional.empty();
        }
    }

    /** Of what came back, else after the announcement, else between the first French quotes. */
    private static String subject(ReportMail mail, BounceText text) {
        String returned = oneLine(mail.returnedSubject());
        String copied = oneLine(text.copied().subject());
        if (!returned.isEmpty() || !copied.isEmpty()) {
            return returned.isEmpty() ? copied : returned;
        }
        Optional<String> named = Announcement.named(mail.subject());
        if (named.isPresent()) {
            return oneLine(named.get());
        }
        int from = text.said().indexOf('«');
        int to = from < 0 ? -1 : text.said().indexOf('»', from);
        return to < 0 || to - from > MAX_WORDS ? "" : oneLine(text.said().substring(from + 1, to));
    }

    private static String oneLine(String text) {
        String clean = text.replaceAll("[\\p{Cntrl}\\p{Cf}\\s]+", " ").strip();
        return clean.length() > MAX_WORDS ? clean.substring(0, MAX_WORDS) + "…" : clean;
    }
}
