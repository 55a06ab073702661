package fr.mssgw.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gateway access}: application passwords. */
@Command(
        name = "access",
        mixinStandardHelpOptions = true,
        header = "Application passwords, and logins that are locked after wrong ones.",
        description = {
            "",
            "An application password lets one person open one BAL with a mail program. The user name is the BAL's "
                    + "address; every action is traced to the person. It is shown once and kept as a hash.",
            "",
            "A person who leaves the BAL's file in bals/ loses these passwords' effect as well."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:no such BAL, person or password, or no gateway runs", "2:wrong usage"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./gateway access grant --config DIR --bal pharmacie@example.mssante.fr \\",
            "      --person 10003456789 --label \"Thunderbird, comptoir 2\"",
            "  ./gateway access list --config DIR --bal pharmacie@example.mssante.fr",
            "  ./gateway access revoke k7wmxq2p --config DIR",
            "  ./gateway access locked --config DIR"
        },
        subcommands = {
            AccessCommand.ListAll.class,
            AccessCommand.Grant.class,
            AccessCommand.Revoke.class,
            AccessCommand.Locked.class,
            AccessCommand.Unlock.class
        })
public final class AccessCommand extends CommandGroup {

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            header = "Lists application passwords: id, BAL, RPPS, name, label, created, last used.",
            footerHeading = "%nExample:%n",
            footer = "  ./gateway access list --config DIR --json")
    static final class ListAll extends AskingForPage {

        @Option(names = "--bal", paramLabel = "BAL", description = "Only those of this BAL.")
        private String bal = "";

        @Override
        String page() {
            return "access/list";
        }

        @Override
        void fill(Map<String, String> parameters) {
            super.fill(parameters);
            parameters.put("bal", bal);
        }

        @Override
        void print(JsonNode answer, PrintWriter out) {
            for (JsonNode entry : answer.path("passwords")) {
                String used = entry.path("lastUsed").asText();
                out.println(String.join(
                        "  ",
                        entry.path("id").asText(),
                        entry.path("bal").asText(),
                        entry.path("person").asText(),
                        entry.path("name").asText(),
                        "\"" + entry.path("label").asText() + "\"",
                        "created " + entry.path("created").asText(),
                        used.isEmpty() ? "never used" : "last used " + used));
            }
        }
    }

    @Command(
            name = "locked",
            mixinStandardHelpOptions = true,
            header = "Lists who may not log in for a while: what holds, BAL, address, until when.",
            description = {
                "",
                "After ten wrong credentials in ten minutes for one BAL from one address the next tries are not looked "
                        + "at (locked). An address that has many over all BALs, limits.login-failures-per-address in "
                        + "gateway.yaml, is refused, but for BAL that were opened from there in the last week "
                        + "(refused). A BAL that is guessed from many addresses, limits.login-failures-per-bal, is "
                        + "never locked by that: tries from where it was not opened lately wait, a few at a time "
                        + "(slowed). Each holds for ten minutes.",
                "",
                "The log tells it by a line `login locked`, `logins refused` or `login guessed`, the audit by "
                        + "login_locked, address_refused and login_guessed, the metrics by mssgw_logins_locked, "
                        + "mssgw_logins_refused and mssgw_logins_slowed. Each node counts for itself."
            },
            footerHeading = "%nExample:%n",
            footer = "  ./gateway access locked --config DIR --json")
    static final class Locked extends Asking {

        @Override
        String page() {
            return "access/locked";
        }

        @Override
        void print(JsonNode answer, PrintWriter out) {
            lines(answer.path("locks"), out, "kind", "bal", "from", "until");
        }
    }

    @Command(
            name = "unlock",
            mixinStandardHelpOptions = true,
            header = "Forgets the wrong credentials for a BAL or from an address, so that it can try again at once.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  ./gateway access unlock pharmacie@example.mssante.fr --config DIR",
                "  ./gateway access unlock 192.0.2.7 --config DIR"
            })
    static final class Unlock extends Asking {

        @Parameters(paramLabel = "BAL|ADDRESS", description = "As locked shows it.")
        private String what = "";

        @Override
        String page() {
            return "access/unlock";
        }

        @Override
        void fill(Map<String, String> parameters) {
            parameters.put(what.contains("@") ? "bal" : "from", what);
        }

        @Override
        void print(JsonNode answer, PrintWriter out) {
            for (JsonNode lock : answer.path("locks")) {
                String bal = lock.path("bal").asText();
                String from = lock.path("from").asText();
                out.println("unlocked " + bal + (bal.isEmpty() || from.isEmpty() ? "" : " from ") + from);
            }
        }
    }

    @Command(
            name = "grant",
            mixinStandardHelpOptions = true,
            header = "Makes an application password and prints it, this once.",
            footerHeading = "%nExample:%n",
            footer = "  ./gateway access grant --config DIR --bal pharmacie@example.mssante.fr --person 10003456789")
    static final class Grant extends Asking {

        @Option(names = "--bal", required = true, paramLabel = "BAL", description = "The BAL that it opens.")
        private String bal = "";

        @Option(
                names = "--person",
                required = true,
                paramLabel = "RPPS",
                description = "Whose it is: the 11 digits of a person of the BAL.")
        private String person = "";

        @Option(names = "--label", paramLabel = "TEXT", description = "What it is for, to recognise it later.")
        private String label = "";

        @Override
        String page() {
            return "access/grant";
        }

        @Override
        void fill(Map<String, String> parameters) {
            parameters.put("bal", bal);
            parameters.put("person", person);
            parameters.put("label", label);
        }

        @Override
        void print(JsonNode answer, PrintWriter out) {
            out.println("user name  " + answer.path("bal").asText());
            out.println("password   " + answer.path("password").asText());
            out.println("for " + answer.path("name").asText() + " ("
                    + answer.path("person").asText() + "), id "
                    + answer.path("id").asText() + "; it is not shown again");
        }
    }

    @Command(
            name = "revoke",
            mixinStandardHelpOptions = true,
            header = "Ends an application password.",
            description = {
                "",
                "No login succeeds with it any more. Open IMAP and SMTP sessions of this person that began with an "
                        + "application password of this BAL are closed at once, on all nodes; those of the other ones log "
                        + "in again by themselves. A message that is being sent is accepted only if it was judged "
                        + "already."
            },
            footerHeading = "%nExample:%n",
            footer = "  ./gateway access revoke k7wmxq2p --config DIR")
    static final class Revoke extends Asking {

        @Parameters(paramLabel = "ID", description = "As list shows it: the password's first eight characters.")
        private String id = "";

        @Override
        String page() {
            return "access/revoke";
        }

        @Override
        void fill(Map<String, String> parameters) {
            parameters.put("id", id);
        }

        @Override
        void print(JsonNode answer, PrintWriter out) {
            out.println("revoked " + answer.path("id").asText() + " of "
                    + answer.path("bal").asText() + ", "
                    + answer.path("person").asText() + "; sessions ended: "
                    + answer.path("sessionsEnded").asInt());
        }
    }
}
