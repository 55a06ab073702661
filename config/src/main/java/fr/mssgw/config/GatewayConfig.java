package fr.mssgw.config;

import fr.mssgw.core.identity.MailDomain;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Everything that {@code gateway.yaml} and {@code bals/*.yaml} say, checked.
 *
 * @param directory that holds them
 * @param hostname for the greeting, HELO and Received
 * @param data directory of the spool, the embedded database and the logs
 * @param psc whose tokens open BAL; empty: no token does
 */
public record GatewayConfig(
        Path directory,
        OperatorConfig operator,
        String hostname,
        List<MailDomain> domains,
        Source domainsSource,
        Path data,
        ListenersConfig listeners,
        DatabaseConfig database,
        TlsConfig tls,
        WhiteListConfig whiteList,
        RoutesConfig routes,
        SmimeConfig smime,
        PatientsConfig patients,
        LimitsConfig limits,
        QueueConfig queue,
        Optional<PscConfig> psc,
        List<BalConfig> bals) {

    public static final String FILE = "gateway.yaml";

    public GatewayConfig {
        domains = List.copyOf(domains);
        bals = List.copyOf(bals);
    }

    /** Reads a configuration directory, with secrets from this process's environment where it says so. */
    public static GatewayConfig read(Path directory) throws InvalidConfig {
        return read(directory, name -> Optional.ofNullable(System.getenv(name)));
    }

    /**
     * Reads a configuration directory.
     *
     * @throws InvalidConfig with every problem of every file
     */
    public static GatewayConfig read(Path directory, Function<String, Optional<String>> environment)
            throws InvalidConfig {
        Path base = directory.toAbsolutePath().normalize();
        Problems problems = new Problems();
        Optional<Node.Mapping> root = YamlFile.read(base.resolve(FILE), FILE, problems)
                .flatMap(node -> {
                    if (node instanceof Node.Mapping mapping) {
                        return Optional.of(mapping);
                    }
                    problems.add(new Problem(FILE, node.line(), "file", "holds no settings; write key: value pairs"));
                    return Optional.empty();
                });
        if (root.isEmpty()) {
            // the BAL are still worth reading, for their own problems
            BalFiles.read(base, problems, environment, Optional.empty(), PatientsConfig.DEFAULT, LimitsConfig.DEFAULT);
            throw new InvalidConfig(problems.inReadingOrder());
        }
        Field<GatewayConfig> read =
                read(Section.root(new Section.Place(FILE, base, problems, environment), root.get()), base, problems);
        if (problems.count() > 0) {
            throw new InvalidConfig(problems.inReadingOrder());
        }
        return read.value();
    }

    private static Field<GatewayConfig> read(Section section, Path base, Problems problems) {
        Field<OperatorConfig> operator =
                section.requiredSection("operator", "write name, support and responsable", OperatorConfig::read);
        Field<String> hostname = section.required("hostname", Forms.HOST);
        Field<List<MailDomain>> domains = section.requiredList("domains", Forms.DOMAIN);
        Field<Path> data = section.required("data", section.pathForm());
        data.ifRead()
                .filter(path -> path.toFile().isFile())
                .ifPresent(path -> section.problem("data", path + " is a file; write the path of a directory"));
        Field<ListenersConfig> listeners = section.requiredSection(
                "listeners", "write mx, submission, imap …, each a port", ListenersConfig::read);
        Field<DatabaseConfig> database =
                section.optionalSection("database", new DatabaseConfig.Embedded(0), DatabaseConfig::read);
        Field<TlsConfig> tls = section.requiredSection("tls", "write server, client and trust", TlsConfig::read);
        Field<WhiteListConfig> whiteList =
                section.requiredSection("white-list", "write file and signer", WhiteListConfig::read);
        Field<RoutesConfig> routes =
                section.optionalSection("routes", new RoutesConfig(java.util.Map.of()), RoutesConfig::read);
        Field<SmimeConfig> smime = section.optionalSection("smime", SmimeConfig.DEFAULT, SmimeConfig::read);
        Field<PatientsConfig> patients =
                section.optionalSection("patients", PatientsConfig.DEFAULT, PatientsConfig::read);
        Field<LimitsConfig> limits = section.optionalSection("limits", LimitsConfig.DEFAULT, LimitsConfig::read);
        Field<QueueConfig> queue = section.optionalSection("queue", QueueConfig.DEFAULT, QueueConfig::read);
        Field<Optional<PscConfig>> psc = section.optionalSection("psc", Optional.<PscConfig>empty(), PscConfig::read);
        List<BalConfig> bals = BalFiles.read(
                base,
                problems,
                section.place().environment(),
                domains.ifRead(),
                patients.ifRead().orElse(PatientsConfig.DEFAULT),
                limits.ifRead().orElse(LimitsConfig.DEFAULT));
        return section.check(() -> new GatewayConfig(
                base,
                operator.value(),
                hostname.value(),
                domains.value(),
                section.source("domains"),
                data.value(),
                listeners.value(),
                database.value(),
                tls.value(),
                whiteList.value(),
                routes.value(),
                smime.value(),
                patients.value(),
                limits.value(),
                queue.value(),
                psc.value(),
                bals));
    }
}
