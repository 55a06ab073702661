package fr.mssgw.sandbox.mes;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How the simulated Mon espace santé departs from its best behaviour, as a script asks it to (docs/mes-simulator.md):
 * rules, the first that fits counts, some a given number of times. Kept over restarts. Thread-safe.
 */
final class Behaviour {
    private static final int MOST_RULES = 100;
    private static final int MOST_GREYLISTED = 10_000;
    private static final Duration LONGEST = Duration.ofDays(30);
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    /** What a rule does. */
    enum Act {
        DELAY,
        REPLY,
        GREYLIST,
        DISCONNECT,
        BOUNCE,
        RECEIPT,
        TLS
    }

    /**
     * One rule, as JSON has it; what is not said is null.
     *
     * @param act its JSON name is {@code do}
     * @param at {@code MAIL}, {@code RCPT} or {@code DATA} (after the content)
     * @param patient an id or a matricule; nobody's for all
     * @param times how often it still counts; for ever where it is not said
     * @param after ISO 8601 duration: of a delay, of the grey list, before a bounce or a receipt
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Rule(
            @com.fasterxml.jackson.annotation.JsonProperty("do") String act,
            @Nullable String at,
            @Nullable String patient,
            @Nullable Integer times,
            @Nullable Integer code,
            @Nullable String enhanced,
            @Nullable String text,
            @Nullable String after,
            @Nullable String reason,
            @Nullable String form,
            @Nullable String certificate) {

        boolean does(Act wanted) {
            return wanted.name().equalsIgnoreCase(act);
        }

        Duration duration() {
            return after == null ? Duration.ZERO : Duration.parse(after);
        }

        Optional<MesRules.Refusal> refusal() {
            return reason == null
                    ? Optional.empty()
                    : Optional.of(MesRules.Refusal.valueOf(
                            reason.toUpperCase(Locale.ROOT).replace('-', '_')));
        }

        /** The same for this patient. */
        Rule of(String matricule) {
            return new Rule(act, at, matricule, times, code, enhanced, text, after, reason, form, certificate);
        }

        private Rule once() {
            Integer left = times == null ? null : Integer.valueOf(times - 1);
            return new Rule(act, at, patient, left, code, enhanced, text, after, reason, form, certificate);
        }
    }

    private final InstantSource clock;
    private final KeptRules kept;
    private final List<Rule> rules = new ArrayList<>();
    private final Map<String, Instant> greylisted = new LinkedHashMap<>();

    /** @param kept where rules are found again after a restart, with what is left of their times */
    Behaviour(InstantSource clock, KeptRules kept) throws IOException {
        this.clock = clock;
        this.kept = kept;
        rules.addAll(kept.read());
    }

    synchronized List<Rule> rules() {
        return List.copyOf(rules);
    }

    synchronized void replace(List<Rule> next) {
        if (next.size() > MOST_RULES) {
            throw new IllegalArgumentException("au plus " + MOST_RULES + " règles");
        }
        rules.clear();
        rules.addAll(next);
        greylisted.clear();
        kept.write(rules);
    }

    synchronized void add(Rule rule) {
        if (rules.size() >= MOST_RULES) {
            throw new IllegalArgumentException("au plus " + MOST_RULES + " règles");
        }
        rules.add(rule);
        kept.write(rules);
    }

    /**
     * The first rule that fits, counted down.
     *
     * @param at the stage, or empty for acts that have none
     * @param patient a matricule, or empty where nobody is meant yet
     */
    synchronized Optional<Rule> take(Act act, String at, String patient) {
        for (int index = 0; index < rules.size(); index++) {
            Rule rule = rules.get(index);
            boolean fits = rule.does(act)
                    && (at.isEmpty() || at.equalsIgnoreCase(rule.at()))
                    && (rule.patient() == null || rule.patient().equalsIgnoreCase(patient));
            if (fits) {
                if (rule.times() != null) {
                    if (rule.times() <= 1) {
                        rules.remove(index);
                    } else {
                        rules.set(index, rule.once());
                    }
                    kept.write(rules);
                }
                return Optional.of(rule);
            }
        }
        return Optional.empty();
    }

    /** Whether this pair must come back later: the first time that it is seen, and until the rule's time has passed. */
    synchronized boolean isTooEarly(Rule greylist, String from, String recipient) {
        Instant now = clock.instant();
        if (greylisted.size() >= MOST_GREYLISTED) {
            greylisted.clear();
        }
        Instant first = greylisted.putIfAbsent(from + " " + recipient, now);
        return first == null || first.plus(greylist.duration()).isAfter(now);
    }

    /** @throws IllegalArgumentException in French, saying what is wrong */
    static List<Rule> read(byte[] json, boolean one) {
        List<Rule> read;
        try {
            read = one
                    ? List.of(JSON.readValue(json, Rule.class))
                    : List.of(JSON.treeToValue(JSON.readTree(json).path("rules"), Rule[].class));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("règle illisible : " + e.getOriginalMessage(), e);
        } catch (IOException | NullPointerException e) {
            throw new IllegalArgumentException("écrivez {\"rules\":[…]}", e);
        }
        read.forEach(Behaviour::check);
        return read;
    }

    private static void check(Rule rule) {
        Act act = oneOf(Act.class, "do", rule.act());
        boolean staged = act == Act.DELAY || act == Act.REPLY || act == Act.DISCONNECT;
        demand(!staged || List.of("MAIL", "RCPT", "DATA").contains(upper(rule.at())), "at : MAIL, RCPT ou DATA");
        demand(
                rule.patient() == null || !(staged && upper(rule.at()).equals("MAIL")) && act != Act.TLS,
                "patient : aucun n'est connu à MAIL, ni au début de TLS");
        demand(rule.times() == null || rule.times() >= 1, "times : 1 ou plus");
        demand(
                act != Act.REPLY || rule.code() != null && rule.code() >= 400 && rule.code() <= 599,
                "code : de 400 à 599");
        demand(rule.enhanced() == null || rule.enhanced().matches("[45]\\.\\d{1,3}\\.\\d{1,3}"), "enhanced : 4.7.1");
        demand(rule.text() == null || rule.text().matches("[^\\p{Cntrl}]{0,200}"), "text : une ligne");
        demand((act != Act.DELAY && act != Act.GREYLIST) || rule.after() != null, "after : une durée, PT5S");
        try {
            Duration after = rule.duration();
            Duration most = act == Act.DELAY ? Duration.ofMinutes(5) : LONGEST;
            demand(!after.isNegative() && after.compareTo(most) <= 0, "after : au plus " + most);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("after : une durée ISO 8601, PT5S", e);
        }
        if (rule.reason() != null) {
            oneOf(MesRules.Refusal.class, "reason", rule.reason());
        }
        demand(rule.form() == null || List.of("report", "plain").contains(rule.form()), "form : report ou plain");
        demand(
                act != Act.TLS || rule.certificate() != null && MesTls.FAULTS.contains(rule.certificate()),
                "certificate : " + String.join(", ", MesTls.FAULTS));
    }

    private static String upper(@Nullable String text) {
        return text == null ? "" : text.toUpperCase(Locale.ROOT);
    }

    private static void demand(boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException(what);
        }
    }

    private static <E extends Enum<E>> E oneOf(Class<E> type, String key, @Nullable String value) {
        try {
            return Enum.valueOf(type, upper(value).replace('-', '_'));
        } catch (IllegalArgumentException e) {
            List<String> known = new ArrayList<>();
            for (E one : type.getEnumConstants()) {
                known.add(one.name().toLowerCase(Locale.ROOT).replace('_', '-'));
            }
            throw new IllegalArgumentException(key + " : " + String.join(", ", known), e);
        }
    }
}
