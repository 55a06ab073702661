package fr.mssgw.config;

import fr.mssgw.core.access.Secret;
import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.identity.MailDomain;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.identity.Person;
import fr.mssgw.core.identity.PharmacyService;
import fr.mssgw.core.identity.Postcode;
import fr.mssgw.core.identity.Rpps;
import fr.mssgw.core.identity.Structure;
import fr.mssgw.core.identity.StructureId;
import fr.mssgw.core.mailbox.DeliveryRules;
import fr.mssgw.core.mailbox.MailboxSettings;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** Reads {@code bals/*.yaml}: each file a list of BAL. */
final class BalFiles {

    private static final String DIRECTORY = "bals";
    private static final int MAX_FILES = 100_000;

    /** The words of {@code type}. */
    enum Type {
        NOMINATIVE,
        ORGANISATIONAL,
        APPLICATIVE
    }

    private final Problems problems;
    private final Optional<List<MailDomain>> domains;
    private final PatientsConfig patients;
    private final LimitsConfig limits;
    private final Map<MssAddress, Source> seen = new HashMap<>();
    private final Map<MssAddress, Escalation> escalations = new LinkedHashMap<>();
    private final List<BalConfig> bals = new ArrayList<>();
    private final Map<MssAddress, RulesConfig> ruled = new LinkedHashMap<>();

    private BalFiles(
            Problems problems, Optional<List<MailDomain>> domains, PatientsConfig patients, LimitsConfig limits) {
        this.problems = problems;
        this.domains = domains;
        this.patients = patients;
        this.limits = limits;
    }

    static List<BalConfig> read(
            Path base,
            Problems problems,
            Function<String, Optional<String>> environment,
            Optional<List<MailDomain>> domains,
            PatientsConfig patients,
            LimitsConfig limits) {
        BalFiles reader = new BalFiles(problems, domains, patients, limits);
        for (Path file : reader.list(base.resolve(DIRECTORY))) {
            String name = DIRECTORY + "/" + file.getFileName();
            YamlFile.read(file, name, problems)
                    .ifPresent(root -> reader.readFile(
                            new Section.Place(name, base.resolve(DIRECTORY), problems, environment), root));
        }
        reader.checkEscalations();
        reader.checkRules();
        return reader.bals;
    }

    /** Once all BAL are read: rules name others. */
    private void checkRules() {
        Map<MssAddress, Bal> known = new HashMap<>();
        bals.forEach(config -> known.put(config.bal().address(), config.bal()));
        ruled.forEach((address, rules) -> {
            if (known.get(address) instanceof Bal.Organisational team) {
                rules.check(team, known, seen.keySet());
            }
        });
    }

    private List<Path> list(Path directory) {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (name.endsWith(".yml")) {
                    problems.add(new Problem(DIRECTORY + "/" + name, 1, "file", "is not read; rename it to .yaml"));
                } else if (name.endsWith(".yaml") && !name.startsWith(".") && files.size() < MAX_FILES) {
                    files.add(entry);
                }
            }
        } catch (IOException e) {
            problems.add(new Problem(DIRECTORY, 1, "directory", "does not exist; make it, with one file per BAL"));
        }
        files.sort(null);
        return files;
    }

    private void readFile(Section.Place place, Node root) {
        if (root instanceof Node.Empty) {
            return;
        }
        if (root instanceof Node.Sequence sequence) {
            Section.blocks(place, "file", sequence, mapping -> {
                Section section = Section.root(place, mapping);
                Field<BalConfig> bal = readBal(section);
                bal.ifRead().ifPresent(bals::add);
                return bal;
            });
        } else {
            problems.add(
                    new Problem(place.name(), root.line(), "file", "is not a list; begin each BAL with - address:"));
        }
    }

    private Field<BalConfig> readBal(Section section) {
        Field<MssAddress> address = section.required("address", Forms.ADDRESS);
        address.ifRead().ifPresent(read -> checkAddress(section, read));
        Field<Type> type = section.required("type", Forms.oneOf(Type.class));
        Field<String> displayName = section.required("display-name", Forms.TEXT);
        Field<Boolean> listeRouge = section.optional("liste-rouge", Forms.YES_OR_NO, false);
        List<Field<PersonEntry>> persons = section.sections("persons", BalFiles::readPerson);
        Field<Optional<Structure>> structure =
                section.optionalSection("structure", Optional.<Structure>empty(), BalFiles::readStructure);
        Field<Optional<FileReference>> login =
                section.optionalSection("login", Optional.<FileReference>empty(), BalFiles::readLogin);
        Field<Optional<KeyConfig>> smime =
                section.optionalSection("smime", Optional.<KeyConfig>empty(), nested -> KeyConfig.read(nested)
                        .ifRead()
                        .map(key -> Field.of(Optional.of(key)))
                        .orElseGet(Field::missing));
        Field<Bal.PatientInitiated.First> first = section.optional(
                "patient-initiated",
                Forms.oneOf(Bal.PatientInitiated.First.class),
                Bal.PatientInitiated.DEFAULT.first());
        Field<MailboxSettings.Seen> seen =
                section.optional("seen", Forms.oneOf(MailboxSettings.Seen.class), MailboxSettings.Seen.SHARED);
        Field<MailboxConfig> mailbox = MailboxConfig.read(section, limits.messageMebibytes());
        Field<Optional<RulesConfig>> rules =
                section.optionalSection("rules", Optional.<RulesConfig>empty(), RulesConfig::read);
        Optional<PharmacyService> service = PharmacyServiceConfig.read(section);
        service.flatMap(PharmacyService::target)
                .flatMap(PharmacyService.Target::escalateTo)
                .ifPresent(named -> address.ifRead()
                        .ifPresent(
                                late -> escalations.put(late, new Escalation(named, section.source("escalate-to")))));
        List<PersonEntry> people =
                persons.stream().flatMap(entry -> entry.ifRead().stream()).toList();
        checkPeople(section, people);
        type.ifRead().ifPresent(read -> checkType(section, read, persons.size(), structure));
        return section.check(() -> new BalConfig(
                        bal(
                                type.value(),
                                address.value(),
                                displayName.value(),
                                listeRouge.value(),
                                people.stream().map(PersonEntry::person).toList(),
                                structure.value(),
                                new Bal.PatientInitiated(first.value(), patients.afterClosure()),
                                service.orElseThrow()),
                        people.stream()
                                .flatMap(entry -> entry.password().stream()
                                        .map(password ->
                                                new BalConfig.PersonPassword(entry.person(), password, entry.file())))
                                .toList(),
                        login.value(),
                        smime.value(),
                        mailbox.value()
                                .settings(
                                        limits.byType().of(type.value()),
                                        seen.value(),
                                        rules.value().map(RulesConfig::rules).orElse(DeliveryRules.NONE)),
                        section.source("address")))
                .ifRead()
                .map(read -> {
                    rules.value().ifPresent(own -> ruled.put(read.bal().address(), own));
                    return Field.of(read);
                })
                .orElseGet(Field::missing);
    }

    /** Whoever is named to hear of late answers has a BAL here, and is another than the one that is late. */
    private void checkEscalations() {
        Set<MssAddress> people = new HashSet<>();
        bals.stream().map(BalConfig::bal).filter(Bal::isHuman).forEach(bal -> people.add(bal.address()));
        escalations.forEach((late, named) -> {
            if (!people.contains(named.address())) {
                problems.add(named.source()
                        .problem(named.address() + " is no human BAL of this operator; name one of bals/"));
            } else if (named.address().equals(late)) {
                problems.add(named.source().problem("is the BAL that is late itself; name another"));
            }
        });
    }

    private record Escalation(MssAddress address, Source source) {}

    private void checkAddress(Section section, MssAddress address) {
        if (domains.isPresent() && !domains.get().contains(address.domain())) {
            section.problem(
                    "address",
                    "domain " + address.domain() + " is not one of gateway.yaml's; add it there or correct it");
        }
        Source first = seen.putIfAbsent(address, section.source("address"));
        if (first != null) {
            section.problem(
                    "address", "is another BAL's, " + first.file() + ":" + first.line() + "; give each its own");
        }
    }

    private static void checkPeople(Section section, List<PersonEntry> people) {
        Set<Rpps> numbers = new HashSet<>();
        Set<String> passwords = new HashSet<>();
        for (PersonEntry entry : people) {
            if (!numbers.add(entry.person().rpps())) {
                section.place()
                        .problems()
                        .add(entry.rpps().problem("is another person's of this BAL; correct one of them"));
            }
            if (entry.password().isPresent()
                    && !passwords.add(entry.password().get().reveal())) {
                section.place()
                        .problems()
                        .add(entry.rpps()
                                .problem("has the same password as another person of this BAL; give each their own"));
            }
        }
    }

    private static void checkType(Section section, Type type, int persons, Field<Optional<Structure>> structure) {
        switch (type) {
            case NOMINATIVE -> {
                if (persons != 1) {
                    section.problem(
                            "persons", "a nominative BAL has exactly one person, not " + persons + "; correct it");
                }
            }
            case ORGANISATIONAL -> {
                if (persons == 0) {
                    section.problem("persons", "an organisational BAL has at least one person; name who may open it");
                }
            }
            case APPLICATIVE -> {
                if (section.has("persons")) {
                    section.problem("persons", "an applicative BAL has none; remove them and write login");
                }
                if (!section.has("login")) {
                    section.problem("login", "is missing; write certificate, the one the software logs in with");
                }
            }
        }
        if (type != Type.ORGANISATIONAL && section.has("rules")) {
            section.problem("rules", "are for an organisational BAL only; remove them");
        }
        if (type != Type.ORGANISATIONAL && section.has("seen")) {
            section.problem("seen", "is for an organisational BAL only, which several persons open; remove it");
        }
        if (type != Type.APPLICATIVE && section.has("login")) {
            section.problem("login", "is for an applicative BAL only; remove it");
        }
        if (type != Type.NOMINATIVE && !section.has("structure")) {
            section.problem("structure", "is missing; write finess or siret, name and sector");
        }
        boolean pharmacy = structure
                .ifRead()
                .flatMap(read -> read)
                .map(Structure::isPharmacy)
                .orElse(false);
        if (structure.ifRead().isPresent() && !(type == Type.ORGANISATIONAL && pharmacy)) {
            Stream.concat(Stream.of("patient-initiated"), PharmacyServiceConfig.KEYS.stream())
                    .filter(section::has)
                    .forEach(key -> section.problem(
                            key,
                            "is for the organisational BAL of a pharmacy (sector SA33, SA38, SA39, SA55 or SA56) only;"
                                    + " remove it"));
        }
    }

    private static Bal bal(
            Type type,
            MssAddress address,
            String displayName,
            boolean listeRouge,
            List<Person> persons,
            Optional<Structure> structure,
            Bal.PatientInitiated patientInitiated,
            PharmacyService service) {
        return switch (type) {
            case NOMINATIVE -> new Bal.Nominative(address, displayName, listeRouge, persons.get(0), structure);
            case ORGANISATIONAL ->
                new Bal.Organisational(
                        address, displayName, listeRouge, persons, structure.orElseThrow(), patientInitiated, service);
            case APPLICATIVE -> new Bal.Applicative(address, displayName, listeRouge, structure.orElseThrow());
        };
    }

    private record PersonEntry(Person person, Optional<Secret> password, Optional<Path> file, Source rpps) {}

    private static Field<PersonEntry> readPerson(Section section) {
        Field<String> name = section.required("name", Forms.TEXT);
        Field<Rpps> rpps = section.required("rpps", Forms.RPPS);
        Field<Optional<String>> hash = section.optional("password-hash", Forms.ARGON2);
        Field<Optional<Secret>> password = SecretSource.optional(section);
        Field<Optional<Path>> file = password.ifRead().isPresent() && section.has("password-file")
                ? section.optional("password-file", section.pathForm())
                : Field.of(Optional.empty());
        if (section.has("password-hash") && (section.has("password-file") || section.has("password-env"))) {
            section.problem("password-hash", "is written beside another password; keep one of them");
        }
        password.ifRead()
                .flatMap(secret -> secret)
                .map(Secret::reveal)
                .filter(text -> text.startsWith("$argon2id$"))
                .filter(text -> !Forms.ARGON2.accepts(text))
                .ifPresent(text ->
                        section.problem("password-file", "does not hold a whole Argon2id hash; write it again"));
        return section.check(() -> new PersonEntry(
                new Person(name.value(), rpps.value()),
                hash.value().map(Secret::new).or(password::value),
                file.value(),
                section.source("rpps")));
    }

    private static Field<Optional<Structure>> readStructure(Section section) {
        Field<Optional<StructureId>> finess = section.optional("finess", Forms.FINESS);
        Field<Optional<StructureId>> siret = section.optional("siret", Forms.SIRET);
        if (section.has("finess") == section.has("siret")) {
            section.problem(section.has("finess") ? "siret" : "finess", "write either finess or siret");
        }
        Field<Optional<String>> name = section.optional("name", Forms.TEXT);
        Field<Optional<String>> sector = section.optional("sector", Forms.SECTOR_CODE);
        Field<Optional<String>> town = section.optional("town", Forms.TEXT);
        Field<Optional<Postcode>> postcode = section.optional("postcode", Forms.POSTCODE);
        return section.check(() -> {
            StructureId id = finess.value().or(siret::value).orElseThrow();
            return Optional.of(new Structure(
                    id, name.value().orElse(id.number()), sector.value(), town.value(), postcode.value()));
        });
    }

    private static Field<Optional<FileReference>> readLogin(Section section) {
        Field<FileReference> certificate = section.requiredFile("certificate");
        return section.check(() -> Optional.of(certificate.value()));
    }
}
