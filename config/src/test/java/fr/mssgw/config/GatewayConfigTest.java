package fr.mssgw.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import fr.mssgw.core.identity.Bal;
import fr.mssgw.core.identity.MailDomain;
import fr.mssgw.core.identity.MssAddress;
import fr.mssgw.core.identity.OpeningHours;
import fr.mssgw.core.identity.PharmacyService;
import fr.mssgw.core.mailbox.DeliveryRules;
import fr.mssgw.core.mailbox.MailboxSettings;
import fr.mssgw.core.mailbox.PatientFolder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class GatewayConfigTest {
    private static Path scratch = Path.of(".");

    @TempDir
    Path directory = Path.of(".");

    @BeforeContainer
    static void makeScratch() throws IOException {
        scratch = Files.createTempDirectory("config");
        new ConfigFiles(scratch);
    }

    @AfterContainer
    static void deleteScratch() throws IOException {
        try (Stream<Path> files = Files.walk(scratch)) {
            files.sorted(java.util.Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }

    private ConfigFiles withPatients(String keys) {
        return new ConfigFiles(directory).write("gateway.yaml", ConfigFiles.GATEWAY + "patients: { " + keys + " }\n");
    }

    private static final String OTHERS =
            """
            - address: labo.auto@demo.mssante.fr
              type: applicative
              display-name: Laboratoire
              login: { certificate: ../file.pem }
              structure: { finess: "%s", name: Laboratoire, sector: SA33 }
            - address: paul.petit@demo.mssante.fr
              type: nominative
              display-name: Paul Petit
              persons:
                - { name: Paul Petit, rpps: "%s" }
            """;

    private static final String RULES =
            """
              rules:
                xdm-to: labo.auto@demo.mssante.fr
                copy-to: [ paul.petit@demo.mssante.fr ]
                absence:
                  from: 2026-12-24
                  until: 2026-12-31
                  text: La pharmacie est fermée.
            """;

    @Provide
    Arbitrary<String> yamlish() {
        Arbitrary<String> tokens = Arbitraries.of(
                "- ",
                "key",
                ": ",
                "\n",
                "  ",
                "[",
                "]",
                "{",
                "}",
                "\"",
                "'",
                "&a ",
                "*a",
                "!!str ",
                "|\n",
                "---\n",
                "...\n",
                "null",
                "~",
                "%YAML 1.1\n",
                "\t",
                "address",
                "type",
                "domains",
                "listeners",
                "routes",
                "é",
                "?",
                "\u0000",
                "#",
                ",",
                "1",
                "<<",
                "persons",
                "smime",
                "database",
                "url",
                "\uFEFF",
                "@",
                "`");
        return Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(40),
                tokens.list().ofMaxSize(25).map(list -> String.join("", list)));
    }

    private static List<String> problems(ConfigFiles files) {
        return problems(files.directory);
    }

    private static List<String> problems(Path directory) {
        InvalidConfig invalid = catchThrowableOfType(
                InvalidConfig.class, () -> GatewayConfig.read(directory, name -> java.util.Optional.empty()));
        return invalid.problems().stream().map(Problem::toString).toList();
    }

    @Property(tries = 300)
    void anyYamlTextGivesAConfigurationOrProblemsNeverAnException(
            @ForAll("yamlish") String gateway, @ForAll("yamlish") String bal) {
        ConfigFiles files =
                new ConfigFiles(scratch).write("gateway.yaml", gateway).write("bals/any.yaml", bal);
        try {
            assertThat(files.read().domains()).isNotEmpty();
        } catch (InvalidConfig e) {
            assertThat(e.problems()).isNotEmpty();
        }
    }

    @Property(tries = 300)
    void aRightFileWithOneLineSpoiltNeverThrowsAnythingElse(@ForAll("yamlish") String noise, @ForAll int where) {
        StringBuilder text = new StringBuilder(ConfigFiles.GATEWAY);
        text.insert(Math.floorMod(where, text.length()), noise);
        try {
            new ConfigFiles(scratch).write("gateway.yaml", text.toString()).read();
        } catch (InvalidConfig e) {
            assertThat(e.problems()).isNotEmpty();
        }
    }

    @Nested
    class WholeConfiguration {
        @Test
        void aRightConfigurationBecomesRecords() throws Exception {
            GatewayConfig config = new ConfigFiles(directory).read();

            assertThat(config.domains()).containsExactly(new MailDomain("demo.mssante.fr"));
            assertThat(config.listeners().mx()).contains(new InetSocketAddress("127.0.0.1", 2025));
            assertThat(config.listeners().submission()).contains(new InetSocketAddress("0.0.0.0", 2587));
            assertThat(config.listeners().admin()).contains(new InetSocketAddress("127.0.0.1", 2080));
            assertThat(config.listeners().imap()).isEmpty();
            assertThat(config.listeners().http()).isEmpty();
            assertThat(config.database()).isEqualTo(new DatabaseConfig.Embedded(0));
            assertThat(config.queue().retry()).containsExactly(Duration.ofMinutes(1), Duration.ofHours(4));
            assertThat(config.data()).isEqualTo(directory.toAbsolutePath().resolveSibling("data"));
            BalConfig pharmacy = config.bals().get(0);
            assertThat(pharmacy.bal().isPharmacysOrganisational()).isTrue();
            assertThat(((Bal.Organisational) pharmacy.bal()).patientInitiated().first())
                    .isEqualTo(Bal.PatientInitiated.First.DOCUMENTS);
            assertThat(pharmacy.passwords())
                    .extracting(BalConfig.PersonPassword::isHash)
                    .containsExactly(false, true);
        }

        @Test
        void whoseTokensCountIsReadWithItsDefaults() throws Exception {
            ConfigFiles files = new ConfigFiles(directory);
            assertThat(files.read().psc()).isEmpty();
            files.write(
                    "gateway.yaml",
                    ConfigFiles.GATEWAY + "psc: { issuer: \"https://psc.example.fr/realms/a\", audience: [ lps ] }\n");
            PscConfig psc = files.read().psc().orElseThrow();
            assertThat(psc.issuer()).isEqualTo("https://psc.example.fr/realms/a");
            assertThat(psc.audience()).containsExactly("lps");
            assertThat(psc.clockSkew()).isEqualTo(Duration.ofSeconds(60));
            assertThat(psc.jwks()).isEmpty();
        }

        @Test
        void theFilesThatDecideOnLoginsAreKnown() throws Exception {
            assertThat(new ConfigFiles(directory).read().bals().get(0).loginFiles())
                    .containsExactly(directory.toAbsolutePath().resolve("secret"));
        }

        @Test
        void noSecretIsPrinted() throws Exception {
            assertThat(new ConfigFiles(directory).read().toString())
                    .doesNotContain("mot de passe", "aGFzaGhhc2hoYXNoaGFzaA");
        }

        @Test
        void everyProblemIsReportedAtOnceInReadingOrder() {
            ConfigFiles files = new ConfigFiles(directory)
                    .write("gateway.yaml", ConfigFiles.GATEWAY.replace("  message-mib: 25", "  mesage-mib: lots"))
                    .write("bals/a.yaml", "- address: x\n")
                    .write("bals/z.yaml", "- address: [\n");
            List<String> problems = problems(files);
            assertThat(problems).hasSizeGreaterThanOrEqualTo(5);
            assertThat(problems.get(0))
                    .isEqualTo("gateway.yaml:16: limits.mesage-mib: unknown key; did you mean message-mib?");
            assertThat(problems.get(1))
                    .isEqualTo("bals/a.yaml:1: address: got \"x\"; write an address such as name@example.mssante.fr");
            assertThat(problems.get(problems.size() - 1)).startsWith("bals/z.yaml:2: syntax: is not YAML: ");
        }
    }

    @Nested
    class UnreadableFiles {
        @Test
        void aMissingFileIsAProblemOfItsFirstLine() {
            assertThat(problems(directory))
                    .containsExactly(
                            "gateway.yaml:1: file: does not exist; write it or correct --config",
                            "bals:1: directory: does not exist; make it, with one file per BAL");
        }

        @Test
        void aFileInAnotherEncodingNamesTheLine() throws IOException {
            ConfigFiles files = new ConfigFiles(directory);
            Files.write(
                    files.directory.resolve("bals/latin.yaml"),
                    "# one\n- display-name: Santé\n".getBytes(StandardCharsets.ISO_8859_1));
            assertThat(problems(files))
                    .containsExactly("bals/latin.yaml:2: syntax: is not UTF-8; save the file in that encoding");
        }

        @Test
        void deepNestingIsRefused() {
            ConfigFiles files = new ConfigFiles(directory).write("bals/deep.yaml", "[".repeat(10_000));
            assertThat(problems(files)).singleElement().asString().startsWith("bals/deep.yaml:1: syntax: ");
        }
    }

    /** {@code gateway.yaml} with one line spoilt. */
    @Nested
    class GatewayFile {
        @ParameterizedTest
        @MethodSource("spoiltGateways")
        void aSpoiltGatewayFileGivesItsExactProblem(String was, String becomes, String problem) {
            assertThat(ConfigFiles.GATEWAY).contains(was);
            ConfigFiles files =
                    new ConfigFiles(directory).write("gateway.yaml", ConfigFiles.GATEWAY.replace(was, becomes));
            assertThat(problems(files)).containsExactly(problem.replace("DIR", files.directory.toString()));
        }

        static Stream<Arguments> spoiltGateways() {
            return Stream.of(
                    Arguments.of(
                            "hostname: mx.demo.mssante.fr\n",
                            "",
                            "gateway.yaml:1: hostname: is missing; write a host name such as mx.example.mssante.fr"),
                    Arguments.of(
                            "\"127.0.0.1:2025\"",
                            "smtp",
                            "gateway.yaml:6: listeners.mx: got \"smtp\"; write a port from 0 to 65535, or address:port"),
                    Arguments.of(
                            "submission: 2587",
                            "submission: 2025",
                            "gateway.yaml:7: listeners.submission: port 2025 is taken by mx; write another"),
                    Arguments.of(
                            "admin: 2080",
                            "http: 2025",
                            "gateway.yaml:8: listeners.http: port 2025 is taken by mx; write another"),
                    Arguments.of(
                            "submission: 2587",
                            "submision: 2587",
                            "gateway.yaml:7: listeners.submision: unknown key; did you mean submission?"),
                    Arguments.of(
                            "data: ../data",
                            "data: ../data\ndata: elsewhere",
                            "gateway.yaml:5: data: is written twice, first on line 4; keep one"),
                    Arguments.of(
                            "message-mib: 25",
                            "message-mib: lots",
                            "gateway.yaml:16: limits.message-mib: got \"lots\"; write a whole number from 1 to 100"),
                    Arguments.of(
                            "message-mib: 25",
                            "message-mib: 0",
                            "gateway.yaml:16: limits.message-mib: got \"0\"; write a whole number from 1 to 100"),
                    Arguments.of(
                            "  message-mib: 25",
                            "  - 25",
                            "gateway.yaml:15: limits: is not a block of settings; write key: value pairs under it, or remove it"),
                    Arguments.of(
                            "message-mib: 25",
                            "message-mib:",
                            "gateway.yaml:16: limits.message-mib: is empty; write a whole number from 1 to 100"),
                    Arguments.of(
                            "unsigned: accepted",
                            "unsigned: maybe",
                            "gateway.yaml:13: white-list.unsigned: got \"maybe\"; write accepted"),
                    Arguments.of(
                            ", unsigned: accepted",
                            "",
                            "gateway.yaml:13: white-list.signer: write either signer, the certificate that signs the list, or unsigned: accepted"),
                    Arguments.of(
                            "roots: file.pem",
                            "roots: ca.pem",
                            "gateway.yaml:12: tls.trust.roots: file DIR/ca.pem does not exist; put it there or correct the path"),
                    Arguments.of(
                            "1m, 4h",
                            "1m, soon",
                            "gateway.yaml:17: queue.retry: got \"soon\"; write a duration of at most 30 days, such as 30s, 15m, 4h or 2d"),
                    Arguments.of(
                            "patient.mssante.fr: \"127.0.0.1:2125\"",
                            "patient: \"127.0.0.1:2125\"",
                            "gateway.yaml:14: routes.patient: is not a mail domain; write one such as example.mssante.fr"),
                    Arguments.of(
                            "data: ../data",
                            "data: ../data\ndatabase: { url: \"jdbc:mysql://db\", user: mssgw }",
                            "gateway.yaml:5: database.url: write a URL such as jdbc:postgresql://db.example.fr/mssgw"),
                    Arguments.of(
                            "data: ../data",
                            "data: ../data\ndatabase: { url: \"jdbc:postgresql://db/a\", user: mssgw, password-env: UNSET }",
                            "gateway.yaml:5: database.password-env: names a variable that is not set; set it before the start"),
                    Arguments.of(
                            "data: ../data",
                            "data: ../data\ndatabase: { url: \"jdbc:postgresql://db/a\", user: mssgw, password: clear }",
                            "gateway.yaml:5: database.password: does not belong in this file; write password-file or password-env"),
                    Arguments.of(
                            "data: ../data",
                            "data: ../data\npsc: { issuer: \"http://psc.example.fr\" }",
                            "gateway.yaml:5: psc.issuer: got \"http://psc.example.fr\"; write an https URL without a query (http only for this machine, such as http://127.0.0.1:2280)"),
                    Arguments.of(
                            "data: ../data",
                            "data: ../data\npsc: { issuer: \"https://psc.example.fr\", clock-skew: 1h }",
                            "gateway.yaml:5: psc.clock-skew: lets expired tokens in for longer than 5m; write at most 5m and set the clock"),
                    Arguments.of(
                            "data: ../data",
                            "data: ../data\npsc: { issuer: \"https://psc.example.fr\", audience: operator }",
                            "gateway.yaml:5: psc.audience: is not a list; write [ … ] with at least a line of text"),
                    Arguments.of(
                            "data: ../data",
                            "data: ../data\npsc: { audience: [ operator ] }",
                            "gateway.yaml:5: psc.issuer: is missing; write an https URL without a query (http only for this machine, such as http://127.0.0.1:2280)"),
                    Arguments.of(
                            "domains: [ demo.mssante.fr ]",
                            "domains: [ &d demo.mssante.fr, *d ]",
                            "gateway.yaml:3: syntax: uses an alias (*name); write the value again"),
                    Arguments.of(
                            "domains: [ demo.mssante.fr ]",
                            "domains: [ demo.mssante.fr, other ]",
                            "gateway.yaml:3: domains: got \"other\"; write a mail domain such as example.mssante.fr"));
        }
    }

    /** A BAL of {@code bals/*.yaml}. */
    @Nested
    class BalFile {
        @Test
        void onlyAPharmacysTeamHasAService() {
            ConfigFiles files = new ConfigFiles(directory)
                    .write(
                            "bals/pharmacie.centrale.yaml",
                            ConfigFiles.PHARMACY.replace("SA33", "SA05").replace("  patient-initiated: documents\n", "")
                                    + "  acknowledgement: { send: true }\n");
            assertThat(problems(files))
                    .containsExactly(
                            "bals/pharmacie.centrale.yaml:13: acknowledgement: is for the organisational BAL of a "
                                    + "pharmacy (sector SA33, SA38, SA39, SA55 or SA56) only; remove it");
        }

        @ParameterizedTest
        @MethodSource("spoiltBals")
        void aSpoiltBalGivesItsExactProblem(String was, String becomes, String problem) {
            assertThat(ConfigFiles.PHARMACY).contains(was);
            ConfigFiles files = new ConfigFiles(directory)
                    .write("bals/pharmacie.centrale.yaml", ConfigFiles.PHARMACY.replace(was, becomes));
            assertThat(problems(files)).containsExactly("bals/pharmacie.centrale.yaml:" + problem);
        }

        static Stream<Arguments> spoiltBals() {
            return Stream.of(
                    Arguments.of(
                            "pharmacie.centrale@demo.mssante.fr",
                            "pharmacie.centrale@autre.mssante.fr",
                            "1: address: domain autre.mssante.fr is not one of gateway.yaml's; add it there or correct it"),
                    Arguments.of(
                            "type: organisational",
                            "type: organizational",
                            "2: type: got \"organizational\"; write nominative, organisational or applicative"),
                    Arguments.of(
                            "rpps: \"10003456789\"",
                            "rpps: 1000345678",
                            "6: persons.rpps: got \"1000345678\"; write the 11 digits of the RPPS number, in quotes"),
                    Arguments.of(
                            "10003456790",
                            "10003456789",
                            "9: persons.rpps: is another person's of this BAL; correct one of them"),
                    Arguments.of(
                            "\"750000001\"",
                            "75000001",
                            "11: structure.finess: got \"75000001\"; write the 9 characters of the FINESS number, in quotes"),
                    Arguments.of(
                            "SA33",
                            "pharmacie",
                            "11: structure.sector: got \"pharmacie\"; write an activity sector of the Annuaire santé, such as SA33 for a pharmacy"),
                    Arguments.of(
                            "SA33",
                            "SA07",
                            "13: patient-initiated: is for the organisational BAL of a pharmacy (sector SA33, SA38, SA39, SA55 or SA56) only; remove it"),
                    Arguments.of(
                            "\"$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA\"",
                            "clear",
                            "10: persons.password-hash: write an Argon2id hash ($argon2id$v=19$…) in quotes, or use password-file"),
                    Arguments.of(
                            "  patient-initiated: documents",
                            "  seen: each",
                            "13: seen: got \"each\"; write shared or per-person"),
                    Arguments.of(
                            "  patient-initiated: documents",
                            "  retention: { Trash: 30 }",
                            "13: retention.Trash: got \"30\"; write a number of days such as 30d, at most 3650d, or never"),
                    Arguments.of(
                            "  patient-initiated: documents",
                            "  quota-mib: 0",
                            "13: quota-mib: got \"0\"; write a whole number from 1 to 10000000"),
                    Arguments.of(
                            "  patient-initiated: documents",
                            "  message-mib: 26",
                            "13: message-mib: is above limits.message-mib of gateway.yaml, 25, which no message exceeds; "
                                    + "lower it, or raise that one"),
                    Arguments.of(
                            "  display-name: Pharmacie Centrale\n",
                            "",
                            "1: display-name: is missing; write a line of text"));
        }

        @Test
        void aNominativeBalHasOnePerson() {
            ConfigFiles files = new ConfigFiles(directory)
                    .write(
                            "bals/pharmacie.centrale.yaml",
                            ConfigFiles.PHARMACY
                                    .replace("type: organisational", "type: nominative")
                                    .replace("  patient-initiated: documents\n", ""));
            assertThat(problems(files))
                    .containsExactly(
                            "bals/pharmacie.centrale.yaml:4: persons: a nominative BAL has exactly one person, not 2; correct it");
        }

        @Test
        void onlyASharedBalSaysWhoseSeenItIs() {
            ConfigFiles files = new ConfigFiles(directory)
                    .write(
                            "bals/labo.yaml",
                            """
                            - address: labo.auto@demo.mssante.fr
                              type: applicative
                              display-name: Laboratoire
                              login: { certificate: ../file.pem }
                              structure: { finess: "750000002", name: Laboratoire, sector: SA25 }
                              seen: per-person
                            """);
            assertThat(problems(files))
                    .containsExactly(
                            "bals/labo.yaml:6: seen: is for an organisational BAL only, which several persons open; remove it");
        }

        @Test
        void twoBalsWithOneAddressAreNamedBoth() {
            ConfigFiles files = new ConfigFiles(directory).write("bals/zweite.yaml", "# one\n" + ConfigFiles.PHARMACY);
            assertThat(problems(files))
                    .containsExactly(
                            "bals/zweite.yaml:2: address: is another BAL's, bals/pharmacie.centrale.yaml:1; give each its own");
        }

        @Test
        void anApplicativeBalHasNoPersonsAndLogsInByCertificate() {
            ConfigFiles files = new ConfigFiles(directory)
                    .write(
                            "bals/labo.yaml",
                            """
                    - address: labo.auto@demo.mssante.fr
                      type: applicative
                      display-name: Laboratoire
                      persons: []
                      structure: { siret: "12345678901234", name: Laboratoire }
                    """);
            assertThat(problems(files))
                    .containsExactly(
                            "bals/labo.yaml:1: login: is missing; write certificate, the one the software logs in with",
                            "bals/labo.yaml:4: persons: an applicative BAL has none; remove them and write login");
        }
    }

    /** The block {@code patients}. */
    @Nested
    class Patients {
        @Test
        void exchangesAreClosedAfterSilenceOnlyWhereAskedAndAreAnnounced() throws Exception {
            assertThat(new ConfigFiles(directory).read().patients().closeAfterSilence())
                    .isEmpty();
            PatientsConfig patients = withPatients(
                            "close-after-silence: 180d, announce-closure: 30d, opposition: file.pem")
                    .read()
                    .patients();
            assertThat(patients.closeAfterSilence()).contains(Duration.ofDays(180));
            assertThat(patients.announceClosure()).isEqualTo(Duration.ofDays(30));
            assertThat(patients.opposition())
                    .hasValueSatisfying(file -> assertThat(file.path()).isEqualTo(directory.resolve("file.pem")));
            assertThat(withPatients("close-after-silence: 15d")
                            .read()
                            .patients()
                            .announceClosure())
                    .isEqualTo(Duration.ofDays(14));
        }

        @Test
        void patientsHaveFoldersOnlyWhereAsked() throws Exception {
            assertThat(new ConfigFiles(directory).read().patients().folders()).isEqualTo(PatientFolder.Naming.NONE);
            assertThat(withPatients("folders: name").read().patients().folders())
                    .isEqualTo(PatientFolder.Naming.NAME);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "close-after-silence: 14d|close-after-silence: is not longer than announce-closure",
                    "close-after-silence: 180d, announce-closure: 180d|close-after-silence: is not longer than",
                    "close-after-silence: 0d|close-after-silence: got \"0d\"; write a number of days such as 30d",
                    "announce-closure: bientôt|announce-closure: got \"bientôt\"; write a number of days such as 30d",
                    "opposition: absent.txt|opposition: ",
                    "folders: nom|folders: got \"nom\"; write none, name or ins",
                })
        void aRuleForPatientsThatCannotBeIsTold(String keys, String problem) {
            assertThat(problems(withPatients(keys))).singleElement().asString().contains(problem);
        }
    }

    /** {@code acknowledgement}, {@code opening-hours}, {@code answer-within} and {@code remind} of a pharmacy. */
    @Nested
    class ServiceOfAPharmacy {
        @Test
        void aPharmacySaysWhenItIsOpenAndWhatPatientsAreTold() throws Exception {
            ConfigFiles files = new ConfigFiles(directory);
            Bal.Organisational usual = pharmacy(files);
            assertThat(usual.service()).isEqualTo(PharmacyService.DEFAULT);
            files.write(
                    "bals/pharmacie.centrale.yaml",
                    ConfigFiles.PHARMACY
                            + """
                      opening-hours:
                        monday: "08:30-12:30, 14:00-19:30"
                        saturday: "9:00-24:00"
                        closed: [ 2026-12-24 ]
                        public-holidays: open
                        time-zone: Indian/Reunion
                      acknowledgement:
                        text: |
                          Garde : 32 37.

                          À bientôt.
                    """);
            PharmacyService service = pharmacy(files).service();
            assertThat(service.acknowledgement().orElseThrow().text()).contains("Garde : 32 37.\n\nÀ bientôt.");
            OpeningHours hours = service.openingHours().orElseThrow();
            assertThat(hours.inFrench()).contains("lundi : 8 h 30 – 12 h 30, 14 h – 19 h 30", "mardi : fermé");
            assertThat(hours.on(LocalDate.of(2026, 12, 26))).containsExactly(new OpeningHours.Span(540, 1440));
            assertThat(hours.closed()).containsExactly(LocalDate.of(2026, 12, 24));
            assertThat(hours.closedOnHolidays()).isFalse();
            assertThat(hours.zone().getId()).isEqualTo("Indian/Reunion");
            files.write("bals/pharmacie.centrale.yaml", ConfigFiles.PHARMACY + "  acknowledgement: { send: false }\n");
            assertThat(pharmacy(files).service().acknowledgement()).isEmpty();
        }

        private static Bal.Organisational pharmacy(ConfigFiles files) throws Exception {
            return (Bal.Organisational) files.read().bals().get(0).bal();
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "opening-hours: { monday: \"8-12\" }|14: opening-hours.monday: got \"8-12\"; write times such as "
                            + "\"08:30-12:30,14:00-19:30\", in quotes and in order, or closed",
                    "opening-hours: { monday: \"14:00-19:30,08:30-12:30\" }|14: opening-hours.monday: got "
                            + "\"14:00-19:30,08:30-12:30\"; write times such as \"08:30-12:30,14:00-19:30\", in quotes and "
                            + "in order, or closed",
                    "opening-hours: { monday: \"08:30-24:30\" }|14: opening-hours.monday: got \"08:30-24:30\"; write times "
                            + "such as \"08:30-12:30,14:00-19:30\", in quotes and in order, or closed",
                    "opening-hours: { monday: closed }|14: opening-hours.monday: no day is open; write the times of at least "
                            + "one",
                    "opening-hours: { munday: closed, monday: \"8:00-9:00\" }|14: opening-hours.munday: unknown key; did you "
                            + "mean monday?",
                    "opening-hours: { monday: \"8:00-9:00\", closed: [ demain ] }|14: opening-hours.closed: got \"demain\"; "
                            + "write a date such as 2026-12-24",
                    "opening-hours: { monday: \"8:00-9:00\", time-zone: Paris }|14: opening-hours.time-zone: got \"Paris\"; "
                            + "write a time zone such as Europe/Paris or Indian/Reunion",
                    "acknowledgement: { send: false, text: a }|14: acknowledgement.text: is never sent, since send is false; "
                            + "remove one of them",
                    "escalate-to: a@demo.mssante.fr|14: escalate-to: has no meaning without answer-within; write that as well",
                    "answer-within: 2|14: answer-within: got \"2\"; write a duration of at most 30 days, such as 30s, 15m, 4h "
                            + "or 2d",
                    "digest: \"8h\"|14: digest: got \"8h\"; write a time of day such as \"08:00\", in quotes",
                    "remind: team|14: remind: has no meaning without answer-within; write that as well",
                    "acknowledgement: none|14: acknowledgement: is not a block of settings; write key: value pairs under it, "
                            + "or remove it",
                })
        void whatIsWrongWithAPharmacysServiceIsSaidWithItsLine(String line, String problem) {
            ConfigFiles files = new ConfigFiles(directory)
                    .write("bals/pharmacie.centrale.yaml", ConfigFiles.PHARMACY + "  " + line + "\n");
            assertThat(problems(files)).containsExactly("bals/pharmacie.centrale.yaml:" + problem);
        }

        @Test
        void aPharmacySaysByWhenItAnswersAndWhoHearsOfIt() throws Exception {
            ConfigFiles files = new ConfigFiles(directory)
                    .write(
                            "bals/pharmacie.centrale.yaml",
                            ConfigFiles.PHARMACY
                                    + "  answer-within: 2h\n  escalate-to: titulaire@demo.mssante.fr\n  digest: \"08:00\"\n");
            assertThat(problems(files))
                    .containsExactly(
                            "bals/pharmacie.centrale.yaml:15: escalate-to: titulaire@demo.mssante.fr is no human BAL "
                                    + "of this operator; name one of bals/");
            files.write(
                    "bals/titulaire.yaml",
                    """
                    - address: titulaire@demo.mssante.fr
                      type: nominative
                      display-name: Titulaire
                      persons:
                        - name: Paul Petit
                          rpps: "10003456789"
                    """);
            PharmacyService service = pharmacy(files).service();
            assertThat(service.target())
                    .contains(new PharmacyService.Target(
                            Duration.ofHours(2),
                            PharmacyService.Remind.MEMBERS,
                            Optional.of(MssAddress.parse("titulaire@demo.mssante.fr")),
                            Duration.ofHours(2)));
            assertThat(service.digest()).contains(LocalTime.of(8, 0));
            files.write(
                    "bals/pharmacie.centrale.yaml",
                    ConfigFiles.PHARMACY + "  answer-within: 2h\n  escalate-to: pharmacie.centrale@demo.mssante.fr\n");
            assertThat(problems(files))
                    .containsExactly(
                            "bals/pharmacie.centrale.yaml:15: escalate-to: is the BAL that is late itself; name "
                                    + "another");
        }
    }

    /** {@code limits}: of a BAL, of its type, of all. */
    @Nested
    class Limits {
        @Test
        void aBalsOwnSettingsGoBeforeThoseOfItsTypeAndThoseBeforeTheGeneralOnes() throws Exception {
            GatewayConfig config = new ConfigFiles(directory)
                    .write(
                            "gateway.yaml",
                            ConfigFiles.GATEWAY.replace(
                                    "  message-mib: 25\n",
                                    """
                                      quota-mib: 100
                                      undelete: 10d
                                      login-failures-per-address: 500
                                      retention: { Trash: 30d, Junk: 30d }
                                      organisational: { quota-mib: 200, retention: { Trash: 60d } }
                                    """))
                    .write(
                            "bals/pharmacie.centrale.yaml",
                            ConfigFiles.PHARMACY + "  seen: per-person\n  retention: { inbox: 365d, Junk: never }\n")
                    .read();
            assertThat(config.limits().undelete()).isEqualTo(Duration.ofDays(10));
            assertThat(config.limits().logins()).isEqualTo(new LimitsConfig.Logins(500, 100));
            MailboxSettings pharmacy = config.bals().get(0).mailbox();
            assertThat(pharmacy.seen()).isEqualTo(MailboxSettings.Seen.PER_PERSON);
            assertThat(pharmacy.quotaOctets()).isEqualTo(200L * 1024 * 1024);
            assertThat(pharmacy.retention())
                    .containsOnly(Map.entry("INBOX", Duration.ofDays(365)), Map.entry("Trash", Duration.ofDays(60)));
        }

        @Test
        void withoutASettingABalHasTwoGibibytesAndNothingExpires() throws Exception {
            MailboxSettings pharmacy =
                    new ConfigFiles(directory).read().bals().get(0).mailbox();
            assertThat(pharmacy.quotaOctets()).isEqualTo(2L * 1024 * 1024 * 1024);
            assertThat(pharmacy.retention()).isEmpty();
            assertThat(pharmacy.seen()).isEqualTo(MailboxSettings.Seen.SHARED);
        }

        @Test
        void theLargestMessageIsThatOfTheBalElseOfItsTypeElseOfAll() throws Exception {
            String gateway = ConfigFiles.GATEWAY.replace(
                    "  message-mib: 25\n", "  message-mib: 20\n  organisational: { message-mib: 10 }\n");
            ConfigFiles files = new ConfigFiles(directory).write("gateway.yaml", gateway);
            assertThat(messageMebibytes(files)).isEqualTo(10);
            files.write("gateway.yaml", gateway.replace("organisational", "applicative"));
            assertThat(messageMebibytes(files)).isEqualTo(20);
            files.write("bals/pharmacie.centrale.yaml", ConfigFiles.PHARMACY + "  message-mib: 5\n");
            assertThat(messageMebibytes(files)).isEqualTo(5);
            files.write("gateway.yaml", gateway.replace("{ message-mib: 10 }", "{ message-mib: 21 }"));
            assertThat(problems(files))
                    .singleElement()
                    .asString()
                    .startsWith("gateway.yaml:")
                    .endsWith("limits.organisational.message-mib: is above limits.message-mib of gateway.yaml, 20, "
                            + "which no message exceeds; lower it, or raise that one");
        }

        private static long messageMebibytes(ConfigFiles files) throws Exception {
            return files.read().bals().get(0).mailbox().messageOctets() / (1024 * 1024);
        }
    }

    /** {@code rules} of an organisational BAL. */
    @Nested
    class ServerRules {
        @Test
        void rulesNameTheSoftwareOfTheSameServiceMembersAndAnAbsence() throws Exception {
            GatewayConfig config = new ConfigFiles(directory)
                    .write("bals/autres.yaml", OTHERS.formatted("750000001", "10003456789"))
                    .write("bals/pharmacie.centrale.yaml", ConfigFiles.PHARMACY + RULES)
                    .read();
            DeliveryRules rules = config.bals().stream()
                    .map(bal -> bal.mailbox().rules())
                    .filter(one -> !one.equals(DeliveryRules.NONE))
                    .findFirst()
                    .orElseThrow();
            assertThat(rules.xdmTo()).hasToString("Optional[labo.auto@demo.mssante.fr]");
            assertThat(rules.copyTo()).hasToString("[paul.petit@demo.mssante.fr]");
            DeliveryRules.Absence absence = rules.absence().orElseThrow();
            assertThat(absence.from()).isEqualTo("2026-12-23T23:00:00Z");
            assertThat(absence.until()).isEqualTo("2026-12-31T23:00:00Z");
            assertThat(absence.again()).isEqualTo(Duration.ofDays(7));
        }

        @Test
        void rulesThatCannotBeCarriedOutAreRefusedWithTheirLines() {
            ConfigFiles files = new ConfigFiles(directory)
                    .write("bals/autres.yaml", OTHERS.formatted("750000009", "10003456799"))
                    .write("bals/pharmacie.centrale.yaml", ConfigFiles.PHARMACY + RULES);
            assertThat(problems(files))
                    .containsExactly(
                            "bals/pharmacie.centrale.yaml:15: rules.xdm-to: labo.auto@demo.mssante.fr belongs to another structure; name the applicative BAL of FINESS 750000001",
                            "bals/pharmacie.centrale.yaml:16: rules.copy-to: paul.petit@demo.mssante.fr is not a member's: its holder, RPPS 10003456799, is not among the persons of this BAL");
            files.write(
                    "bals/pharmacie.centrale.yaml",
                    ConfigFiles.PHARMACY
                            + RULES.replace("labo.auto@", "paul.petit@")
                                    .replace("[ paul.petit@demo.mssante.fr", "[ jean.dupont@pair.mssante.fr")
                                    .replace("2026-12-31", "2026-12-01"));
            assertThat(problems(files))
                    .containsExactly(
                            "bals/pharmacie.centrale.yaml:19: rules.absence.until: is before from; write the last day of the absence");
            files.write(
                    "bals/pharmacie.centrale.yaml",
                    ConfigFiles.PHARMACY
                            + RULES.replace("labo.auto@", "paul.petit@")
                                    .replace("[ paul.petit@demo.mssante.fr", "[ jean.dupont@pair.mssante.fr"));
            assertThat(problems(files))
                    .containsExactly(
                            "bals/pharmacie.centrale.yaml:15: rules.xdm-to: paul.petit@demo.mssante.fr is not an applicative BAL of this operator; name one of bals/",
                            "bals/pharmacie.centrale.yaml:16: rules.copy-to: jean.dupont@pair.mssante.fr is not a nominative BAL of this operator; mail is copied to members only");
        }
    }
}
