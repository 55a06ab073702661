package fr.mssgw.app;

import fr.mssgw.app.command.AccessCommand;
import fr.mssgw.app.command.AnswerLines;
import fr.mssgw.app.command.AuditCommand;
import fr.mssgw.app.command.BalCommand;
import fr.mssgw.app.command.CertsCommand;
import fr.mssgw.app.command.CheckCommand;
import fr.mssgw.app.command.ConversationsCommand;
import fr.mssgw.app.command.DirectoryCommand;
import fr.mssgw.app.command.DnsCommand;
import fr.mssgw.app.command.PatientsCommand;
import fr.mssgw.app.command.QueueCommand;
import fr.mssgw.app.command.RunCommand;
import fr.mssgw.app.command.WhitelistCommand;
import fr.mssgw.app.command.WhyCommand;
import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import java.util.ServiceLoader;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The {@code gateway} command. Its subcommands are here and, by {@link CommandContribution}, in other modules. */
@Command(
        name = "gateway",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        sortOptions = false,
        header = "MSSanté secure mail gateway.",
        description = {
            "%nJudges, signs, encrypts and stores secure health mail between professionals, other MSSanté operators "
                    + "and patients (Mon espace santé), and serves it by IMAP.",
            "%n`./gateway test` runs the test suite."
        },
        commandListHeading = "%nCommands:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:it failed, or the answer is no; one line says why",
            "2:wrong usage, or problems in the configuration"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./gateway sandbox                       everything on this machine, to try it",
            "  ./gateway check --config /etc/mssgw     every problem of a configuration",
            "  ./gateway run --config /etc/mssgw       production"
        })
public final class Main implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** The whole command line; for {@link #main} and for tests. */
    public static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Main());
        line.addSubcommand(new RunCommand());
        line.addSubcommand(new CheckCommand());
        line.addSubcommand(new DnsCommand());
        line.addSubcommand(new WhyCommand());
        line.addSubcommand(new QueueCommand());
        line.addSubcommand(new ConversationsCommand());
        line.addSubcommand(new PatientsCommand());
        line.addSubcommand(new DirectoryCommand());
        line.addSubcommand(new AccessCommand());
        line.addSubcommand(new BalCommand());
        line.addSubcommand(new AuditCommand());
        line.addSubcommand(new CertsCommand());
        line.addSubcommand(new WhitelistCommand());
        for (CommandContribution contribution : ServiceLoader.load(CommandContribution.class)) {
            line.addSubcommand(contribution.command());
        }
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            LoggerFactory.getLogger(Main.class).error("{} failed", command.getCommandName(), failure);
            command.getErr().println("gateway: " + AnswerLines.oneLine(failure));
            return 1;
        });
        return line;
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** Reads what Maven wrote into the jar. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() throws IOException {
            Properties properties = new Properties();
            try (InputStream written =
                    Main.class.getResourceAsStream("/META-INF/maven/fr.mssgw/gateway-app/pom.properties")) {
                if (written != null) {
                    properties.load(written);
                }
            }
            return new String[] {
                "gateway " + properties.getProperty("version", "(not packaged)") + ", Java "
                        + System.getProperty("java.version")
            };
        }
    }
}
