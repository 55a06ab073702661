package fr.mssgw.app.command;

import fr.mssgw.app.WhiteListFiles;
import fr.mssgw.certs.Pem;
import fr.mssgw.certs.UnusableFile;
import fr.mssgw.config.GatewayConfig;
import fr.mssgw.config.InvalidConfig;
import fr.mssgw.core.identity.MailDomain;
import fr.mssgw.core.identity.MalformedAddress;
import fr.mssgw.core.peer.CertificateStatus;
import fr.mssgw.core.peer.DistinguishedName;
import fr.mssgw.core.peer.WhiteList;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gateway whitelist}: which operators are admitted, and why one is not. */
@Command(
        name = "whitelist",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Shows the white list, and why a certificate is admitted for a domain or not.",
        description = "%nReads the files of the configuration, as the gateway does; no gateway need run.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./gateway whitelist list chu --config DIR",
            "  ./gateway whitelist show pair.mssante.fr --config DIR",
            "  ./gateway whitelist explain pair.mssante.fr peer.pem --config DIR"
        },
        subcommands = {WhitelistCommand.ListAll.class, WhitelistCommand.Show.class, WhitelistCommand.Explain.class})
public final class WhitelistCommand extends CommandGroup {

    /** What all take. */
    abstract static class OfFiles implements Callable<Integer> {

        @Spec
        protected CommandSpec spec = CommandSpec.create();

        @Mixin
        private ConfigOption config = new ConfigOption();

        @Option(names = "--json", description = "Answer as JSON.")
        protected boolean json;

        abstract int answer(WhiteListFiles files, PrintWriter out);

        @Override
        public Integer call() {
            PrintWriter out = spec.commandLine().getOut();
            try {
                int code = answer(new WhiteListFiles(GatewayConfig.read(config.directory)), out);
                out.flush();
                return code;
            } catch (InvalidConfig e) {
                e.problems().forEach(spec.commandLine().getErr()::println);
                return 2;
            } catch (UnusableFile e) {
                spec.commandLine().getErr().println("gateway: " + AnswerLines.oneLine(e));
                return 2;
            }
        }

        final MailDomain domain(String text) {
            try {
                return new MailDomain(text);
            } catch (MalformedAddress e) {
                throw new ParameterException(spec.commandLine(), text + " is neither a mail domain nor a file", e);
            }
        }

        static List<String> names(WhiteList list, MailDomain domain) {
            return list.domains().getOrDefault(domain, Set.of()).stream()
                    .map(DistinguishedName::toString)
                    .sorted()
                    .toList();
        }
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            header = "Lists the domains, in alphabetical order.",
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {"0:done", "1:no domain has FILTER in it", "2:wrong usage, or problems in the configuration"
            },
            footerHeading = "%nExamples:%n",
            footer = {"  ./gateway whitelist list --config DIR", "  ./gateway whitelist list chu --config DIR --json"})
    static final class ListAll extends OfFiles {

        @Parameters(paramLabel = "FILTER", arity = "0..1", description = "Only domains that have this in them.")
        private String filter = "";

        @Override
        int answer(WhiteListFiles files, PrintWriter out) {
            WhiteList list = files.list();
            List<String> found = list.domains().keySet().stream()
                    .map(MailDomain::toString)
                    .filter(domain -> domain.contains(filter.toLowerCase(Locale.ROOT)))
                    .sorted()
                    .toList();
            if (json) {
                Map<String, Object> fields = new LinkedHashMap<>();
                fields.put("generated", list.generated().toString());
                fields.put("total", list.domains().size());
                fields.put("domains", found);
                out.println(AnswerLines.json(fields));
            } else {
                found.forEach(out::println);
            }
            return found.isEmpty() ? 1 : 0;
        }
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            header = "Shows the certificate names that may speak for a domain, normalised.",
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {"0:listed", "1:not listed", "2:wrong usage, or problems in the configuration"},
            footerHeading = "%nExample:%n",
            footer = "  ./gateway whitelist show pair.mssante.fr --config DIR")
    static final class Show extends OfFiles {

        @Parameters(paramLabel = "DOMAIN", description = "The domain; a parent does not cover it.")
        private String domain = "";

        @Override
        int answer(WhiteListFiles files, PrintWriter out) {
            MailDomain asked = domain(domain);
            WhiteList list = files.list();
            List<String> names = names(list, asked);
            if (json) {
                Map<String, Object> fields = new LinkedHashMap<>();
                fields.put("domain", asked.toString());
                fields.put("listed", list.lists(asked));
                fields.put("names", names);
                fields.put("generated", list.generated().toString());
                out.println(AnswerLines.json(fields));
            } else if (list.lists(asked)) {
                names.forEach(out::println);
            } else {
                out.println(asked + " is not in the white list of " + list.generated());
            }
            return list.lists(asked) ? 0 : 1;
        }
    }

    @Command(
            name = "explain",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            header = "Says why a certificate is admitted for a domain, or why not.",
            description = {
                "%nWith a domain alone, explains our own certificate (tls.client) for it. With a certificate alone, "
                        + "names the domains that it may speak for. With both, sets the names side by side: they are "
                        + "compared without case, accents, order and repeated spaces, L and ST as one."
            },
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {"0:admitted", "1:not admitted", "2:wrong usage, or problems in the configuration"},
            footerHeading = "%nExamples:%n",
            footer = {
                "  ./gateway whitelist explain example.mssante.fr --config DIR",
                "  ./gateway whitelist explain peer.pem --config DIR",
                "  ./gateway whitelist explain pair.mssante.fr peer.pem --config DIR --json"
            })
    static final class Explain extends OfFiles {

        private static final int MOST_NAMES = 3;
        private static final Pattern FILE = Pattern.compile("\\.(pem|crt|cer)$");

        @Parameters(
                paramLabel = "DOMAIN|CERTIFICATE",
                arity = "1..2",
                description = "A domain, a PEM file (the chain after it, if any), or one of each.")
        private List<String> asked = new ArrayList<>();

        @Option(
                names = "--at",
                paramLabel = "INSTANT",
                description = "As if it were then, such as 2026-12-01T08:00:00Z.")
        private Instant at = Instant.now();

        @Override
        int answer(WhiteListFiles files, PrintWriter out) {
            Optional<MailDomain> domain = Optional.empty();
            Optional<Path> file = Optional.empty();
            for (String each : asked) {
                if (file.isEmpty() && (FILE.matcher(each).find() || Files.isRegularFile(Path.of(each)))) {
                    file = Optional.of(Path.of(each));
                } else if (domain.isEmpty()) {
                    domain = Optional.of(domain(each));
                } else {
                    throw new ParameterException(spec.commandLine(), "give one domain and one certificate file");
                }
            }
            List<X509Certificate> chain = file.map(Pem::certificates).orElseGet(files::own);
            DistinguishedName name = DistinguishedName.of(chain.get(0).getSubjectX500Principal());
            WhiteList list = files.list();
            List<String> speaksFor = list.domains().entrySet().stream()
                    .filter(entry -> entry.getValue().contains(name))
                    .map(entry -> entry.getKey().toString())
                    .sorted()
                    .toList();
            CertificateStatus trust = files.judge(chain, at);
            boolean named = domain.map(each -> list.admits(each, name)).orElse(!speaksFor.isEmpty());
            boolean admitted = named && trust == CertificateStatus.TRUSTED;
            List<Names> compared = domain.map(each -> nearest(list, each, name)).orElse(List.of());

            if (json) {
                Map<String, Object> fields = new LinkedHashMap<>();
                domain.ifPresent(each -> fields.put("domain", each.toString()));
                domain.ifPresent(each -> fields.put("listed", list.lists(each)));
                fields.put("certificate", name.attributes());
                fields.put("trust", word(trust));
                fields.put("admitted", admitted);
                fields.put("speaksFor", speaksFor);
                fields.put("compared", compared.stream().map(Explain::fields).toList());
                out.println(AnswerLines.json(fields));
            } else {
                print(out, domain, list, name, trust, named, speaksFor, compared);
            }
            return admitted ? 0 : 1;
        }

        private static void print(
                PrintWriter out,
                Optional<MailDomain> domain,
                WhiteList list,
                DistinguishedName name,
                CertificateStatus trust,
                boolean named,
                List<String> speaksFor,
                List<Names> compared) {
            out.println("certificate: " + name);
            out.println("its chain is " + word(trust)
                    + (trust == CertificateStatus.TRUSTED ? "" : ": not admitted, whatever its name"));
            domain.ifPresent(each -> {
                if (!list.lists(each)) {
                    out.println(each + " is not in the white list of " + list.generated() + ": not admitted");
                } else {
                    out.println(
                            named
                                    ? "its name is one that the white list gives for " + each
                                    : "its name is none of the "
                                            + names(list, each).size() + " that the white list gives for " + each
                                            + ": not admitted");
                }
            });
            compared.forEach(names -> {
                out.println();
                out.printf("  %-44s     %s%n", "certificate", "white list");
                names.rows()
                        .forEach(row -> out.printf(
                                "  %-44s %s  %s%n",
                                row.certificate().isEmpty() ? "-" : row.certificate(),
                                row.same() ? "= " : "<>",
                                row.listed().isEmpty() ? "-" : row.listed()));
            });
            if (domain.isEmpty() || !named) {
                out.println(
                        speaksFor.isEmpty()
                                ? "no domain of the white list has this name"
                                : "it may speak for: " + String.join(", ", speaksFor));
            }
        }

        /** The listed names that differ least. */
        private static List<Names> nearest(WhiteList list, MailDomain domain, DistinguishedName name) {
            return list.domains().getOrDefault(domain, Set.of()).stream()
                    .map(listed -> new Names(name, listed))
                    .sorted(Comparator.comparingLong(Names::differences)
                            .thenComparing(names -> names.listed().toString()))
                    .limit(list.admits(domain, name) ? 1 : MOST_NAMES)
                    .toList();
        }

        private static Map<String, Object> fields(Names names) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("listed", names.listed().attributes());
            fields.put(
                    "rows",
                    names.rows().stream()
                            .map(row -> Map.of(
                                    "certificate", row.certificate(), "listed", row.listed(), "same", row.same()))
                            .toList());
            return fields;
        }

        private static String word(CertificateStatus status) {
            return status.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
