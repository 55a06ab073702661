package fr.mssgw.core.report;

import fr.mssgw.core.identity.InsAddress;
import fr.mssgw.core.identity.MalformedAddress;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.core.message.RawMessage;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
    private static final Pattern PATIENT = Pattern.compile(
            "(?<![0-9A-Za-z._-])([0-9]{5}[0-9AaBb]{2}[0-9]{8})@" + Pattern.quote(InsAddress.DOMAIN.name()),
            Pattern.CASE_INSENSITIVE);
    private static final Pattern SUBJECT = Pattern.compile(
            "^(message non (distribue|remis|delivre)|non[- ](remis|distribue|delivre)|echec de (la )?(remise|distribution)"
                    + "|undeliver(ed|able)|mail delivery fail|returned mail|delivery status notification \\(failure\\))");
    private static final int LONGEST_SUBJECT = 500;
    private static final int LONGEST_REASON = 600;
    private static final List<String> REASON = List.of("motif", "raison", "cause");

    /** Whether a subject announces a mail that came back; what the mail says is read only then. */
    public static boolean isAnnouncedBy(String subject) {
        String begin = subject.substring(0, Math.min(subject.length(), LONGEST_SUBJECT));
        return SUBJECT.matcher(ReturnReason.plain(begin).strip()).find();
    }

    /** Reads a mail of Mon espace santé itself; empty when it does not say that one message failed for one patient. */
    public static Optional<Returned> recognise(RawMessage message, HeaderSection header) throws IOException {
        boolean report = header.mediaType().equals("multipart/report");
        return report || isAnnouncedBy(header.subject())
                ? recognise(ReportMail.read(message, header))
                : Optional.empty();
    }

    private static Optional<Returned> recognise(ReportMail mail) {
        return mail.status().blocks().isEmpty() ? plain(mail) : report(mail);
    }

    private static Optional<Returned> report(ReportMail mail) {
        Map<String, HeaderSection> failed = new LinkedHashMap<>();
        for (HeaderSection block : mail.status().blocks()) {
            String recipient = recipient(block);
            if (!recipient.isEmpty() && block.first("Action").orElse("").equalsIgnoreCase("failed")) {
                failed.put(recipient, block);
            } else if (!recipient.isEmpty()) {
                return Optional.empty();
            }
        }
        if (failed.size() != 1) {
            return Optional.empty();
        }
        Map.Entry<String, HeaderSection> one = failed.entrySet().iterator().next();
        String status = one.getValue().first("Status").orElse("").split("[\\s(]", 2)[0];
        String diagnostic = one.getValue().first("Diagnostic-Code").orElse("");
        diagnostic = diagnostic.substring(diagnostic.indexOf(';') + 1).strip();
        String said = said(mail);
        String words = said.isEmpty() ? diagnostic : said;
        ReturnReason reason = ReturnReason.ofStatus(status)
                .or(() -> ReturnReason.ofWords(words))
                .orElse(ReturnReason.OTHER);
        return Optional.of(
                new Returned(patient(one.getKey()), reason, oneLine(words), subject(mail), References.in(mail)));
    }

    private static String recipient(HeaderSection block) {
        return block.first("Final-Recipient")
                .or(() -> block.first("Original-Recipient"))
                .map(value -> value.substring(value.indexOf(';') + 1).strip().toLowerCase(Locale.ROOT))
                .orElse("");
    }

    private static Optional<Returned> plain(ReportMail mail) {
        if (!isAnnouncedBy(mail.subject())) {
            return Optional.empty();
        }
        String subject = subject(mail);
        String said = said(mail);
        // the subject of a professional may speak of anything that is closed
        String words = said.isEmpty() && !subject.isEmpty() ? mail.text().replace(subject, " ") : said;
        List<String> patients = PATIENT.matcher(mail.text())
                .results()
                .map(found -> found.group(1).toUpperCase(Locale.ROOT))
                .distinct()
                .limit(2)
                .toList();
        Optional<ReturnReason> reason = ReturnReason.ofWords(said.isEmpty() && subject.isEmpty() ? mail.text() : words);
        if (reason.isEmpty() || patients.size() > 1) {
            return Optional.empty();
        }
        Optional<InsAddress> patient = patients.stream()
                .flatMap(ins -> patient(ins + "@" + InsAddress.DOMAIN).stream())
                .findFirst();
        return Optional.of(new Returned(patient, reason.get(), oneLine(said), subject, References.in(mail)));
    }

    /** What follows « Motif : » at the beginning of a line. */
    private static String said(ReportMail mail) {
        for (String line : mail.text().split("\n")) {
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

    /** Of the returned header section, else after the announcement, else between the first French quotes. */
    private static String subject(ReportMail mail) {
        String returned = oneLine(mail.returnedSubject());
        if (!returned.isEmpty()) {
            return returned;
        }
        int colon = mail.subject().indexOf(':');
        if (colon >= 0 && isAnnouncedBy(mail.subject())) {
            return oneLine(mail.subject().substring(colon + 1));
        }
        int from = mail.text().indexOf('«');
        int to = from < 0 ? -1 : mail.text().indexOf('»', from);
        return to < 0 || to - from > MAX_WORDS ? "" : oneLine(mail.text().substring(from + 1, to));
    }

    private static String oneLine(String text) {
        String clean = text.replaceAll("[\\p{Cntrl}\\p{Cf}\\s]+", " ").strip();
        return clean.length() > MAX_WORDS ? clean.substring(0, MAX_WORDS) + "…" : clean;
    }
}
