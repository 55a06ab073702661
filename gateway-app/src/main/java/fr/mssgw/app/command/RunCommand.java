package fr.mssgw.app.command;

import fr.mssgw.app.CannotStart;
import fr.mssgw.app.Gateway;
import fr.mssgw.app.LogFile;
import fr.mssgw.config.GatewayConfig;
import fr.mssgw.config.InvalidConfig;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code gateway run}: production. Ends with SIGTERM or SIGINT. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Runs the gateway.",
        description = {
            "%nReads the configuration, starts the database, opens the listeners and prints `gateway ready`. "
                    + "SIGTERM and SIGINT stop it: messages in progress are ended, nothing acknowledged is lost.",
            "%nThe log is log/gateway.log in the data directory. Keys, certificates, revocation lists, the white list "
                    + "and bals/ are read again when they change; a bad copy never replaces the last good one."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:stopped by a signal",
            "1:cannot start: problems of the configuration, or one line that names the file or port",
            "2:wrong usage"
        },
        footerHeading = "%nExample:%n",
        footer = "  ./gateway run --config /etc/mssgw")
public final class RunCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        GatewayConfig read;
        try {
            read = GatewayConfig.read(config.directory);
        } catch (InvalidConfig e) {
            e.problems().forEach(err::println);
            return 1;
        }
        LogFile.in(read.data().resolve("log"));
        try {
            Gateway gateway = Gateway.start(read);
            CountDownLatch stopped = new CountDownLatch(1);
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(
                            () -> {
                                gateway.close();
                                stopped.countDown();
                                // a JVM that a signal ends says 143; a clean stop is a success
                                Runtime.getRuntime().halt(0);
                            },
                            "stop"));
            PrintWriter out = spec.commandLine().getOut();
            gateway.addresses()
                    .forEach((name, address) ->
                            out.println(name + " " + address.getHostString() + ":" + address.getPort()));
            out.println("gateway ready");
            out.flush();
            stopped.await();
            return 0;
        } catch (CannotStart e) {
            err.println("gateway: " + AnswerLines.oneLine(e));
            return 1;
        }
    }
}
