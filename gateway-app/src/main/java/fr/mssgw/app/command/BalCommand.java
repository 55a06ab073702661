package fr.mssgw.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gateway bal}: mailboxes, what they hold, and what was expunged from them. */
@Command(
        name = "bal",
        mixinStandardHelpOptions = true,
        header = "Lists and shows BALs, and restores what was deleted from them.",
        description = {
            "",
            "A BAL is declared in bals/*.yaml; these commands ask the running gateway what it holds. What somebody "
                    + "expunges, or what expires by retention, stays restorable for limits.undelete (30 days)."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:no such BAL, nothing to restore, or no gateway runs", "2:wrong usage"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./gateway bal list --config DIR",
            "  ./gateway bal show pharmacie@example.mssante.fr --config DIR --json",
            "  ./gateway bal undelete pharmacie@example.mssante.fr --config DIR --since 2d --list"
        },
        subcommands = {BalCommand.ListAll.class, BalCommand.Show.class, BalCommand.Undelete.class})
public final class BalCommand extends CommandGroup {

    private static String space(JsonNode bal) {
        return bal.path("messages").asLong() + " messages  "
                + Octets.read(bal.path("octets").asLong()) + " of "
                + Octets.read(bal.path("quotaOctets").asLong()) + " ("
                + bal.path("percent").asInt() + " %)";
    }

    private static String login(JsonNode bal) {
        String last = bal.path("lastLogin").asText();
        return last.isEmpty() ? "no login known" : "last login " + last;
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            header = "Lists BALs: address, type, persons, messages, space used, last login.",
            footerHeading = "%nExample:%n",
            footer = "  ./gateway bal list --config DIR --type organisational")
    static final class ListAll extends AskingForPage {

        @Option(
                names = "--type",
                paramLabel = "TYPE",
                description = "Only nominative, organisational or applicative ones.")
        private String type = "";

        @Override
        String page() {
            return "bal/list";
        }

        @Override
        void fill(Map<String, String> parameters) {
            super.fill(parameters);
            parameters.put("type", type);
        }

        @Override
        void print(JsonNode answer, PrintWriter out) {
            for (JsonNode bal : answer.path("bals")) {
                out.println(String.join(
                        "  ",
                        bal.path("bal").asText(),
                        bal.path("type").asText(),
                        bal.path("persons").size() + " persons",
                        space(bal),
                        login(bal)));
            }
        }
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            header = "Shows one BAL: persons with their initials, folders, space, rules, what can be restored.",
            description = {
                "",
                "With seen: per-person, each member's unread messages are counted. --json has sizes in octets."
            },
            footerHeading = "%nExample:%n",
            footer = "  ./gateway bal show pharmacie@example.mssante.fr --config DIR")
    static final class Show extends Asking {

        @Parameters(paramLabel = "ADDRESS", description = "The BAL.")
        private String bal = "";

        @Override
        String page() {
            return "bal/show";
        }

        @Override
        void fill(Map<String, String> parameters) {
            parameters.put("bal", bal);
        }

        @Override
        void print(JsonNode bal, PrintWriter out) {
            out.println(bal.path("bal").asText() + "  " + bal.path("type").asText() + "  "
                    + bal.path("name").asText());
            if (bal.has("structure")) {
                out.println("structure  " + bal.path("structure").asText() + "  "
                        + bal.path("structureId").asText());
            }
            for (JsonNode person : bal.path("persons")) {
                out.println("person     " + person.path("rpps").asText() + "  "
                        + person.path("name").asText()
                        + (person.has("initials")
                                ? "  $MSS_Taken_" + person.path("initials").asText()
                                : ""));
            }
            out.println("space      " + space(bal));
            out.println(
                    "message    up to " + Octets.read(bal.path("messageOctets").asLong()));
            out.println("seen       " + bal.path("seen").asText());
            List<String> retention = new ArrayList<>();
            bal.path("retention")
                    .fields()
                    .forEachRemaining(kept ->
                            retention.add(kept.getKey() + " " + kept.getValue().asText()));
            out.println("retention  " + (retention.isEmpty() ? "none" : String.join(", ", retention)));
            out.println("restorable " + bal.path("expungedMessages").asLong() + " messages, "
                    + Octets.read(bal.path("expungedOctets").asLong()) + ", for "
                    + bal.path("undelete").asText() + " after they were deleted");
            rules(bal.path("rules"), out);
            out.println(
                    "access     " + login(bal) + " " + bal.path("lastLoginBy").asText());
            for (JsonNode folder : bal.path("folders")) {
                out.println("folder     " + folder.path("name").asText() + "  "
                        + folder.path("messages").asLong() + " messages, unseen " + unseen(folder));
            }
        }

        private static String unseen(JsonNode folder) {
            if (folder.has("unseen")) {
                return folder.path("unseen").asText();
            }
            List<String> each = new ArrayList<>();
            folder.path("unseenBy")
                    .forEach(own -> each.add(
                            own.path("name").asText() + " " + own.path("unseen").asText()));
            return "by person: " + String.join(", ", each);
        }

        private static void rules(JsonNode rules, PrintWriter out) {
            if (rules.has("xdmTo")) {
                out.println("rule       xdm-to " + rules.path("xdmTo").asText());
            }
            for (JsonNode member : rules.path("copyTo")) {
                out.println("rule       copy-to " + member.asText());
            }
            if (rules.has("absence")) {
                JsonNode absence = rules.path("absence");
                out.println("rule       absence from " + absence.path("from").asText() + " until "
                        + absence.path("until").asText() + ", once in "
                        + absence.path("againAfter").asText() + ": "
                        + absence.path("subject").asText());
            }
        }
    }

    @Command(
            name = "undelete",
            mixinStandardHelpOptions = true,
            header = "Puts expunged messages back into their folders, with their flags.",
            description = {
                "",
                "Messages go back where they were; where the folder is gone, into « Restaurés ». The flag \\Deleted is "
                        + "taken off. Open mail programs see them at once. Drafts are not kept, and cannot be restored.",
                "",
                "Without --since, everything goes back that limits.undelete still keeps. Look with --list first."
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  ./gateway bal undelete pharmacie@example.mssante.fr --config DIR --since 2d --subject ordonnance --list",
                "  ./gateway bal undelete pharmacie@example.mssante.fr --config DIR --since 2026-12-01 --folder INBOX"
            })
    static final class Undelete extends Asking {

        @Parameters(paramLabel = "ADDRESS", description = "The BAL.")
        private String bal = "";

        @Option(
                names = "--since",
                paramLabel = "WHEN",
                description = "Expunged since then: 2d, 12h, a date or an instant.")
        private String since = "";

        @Option(
                names = "--subject",
                paramLabel = "TEXT",
                description = "Only those whose subject holds this; case and accents do not matter.")
        private String subject = "";

        @Option(names = "--folder", paramLabel = "FOLDER", description = "Only those that were in this folder.")
        private String folder = "";

        @Option(names = "--list", description = "Show what would be restored, and restore nothing.")
        private boolean list;

        @Override
        String page() {
            return "bal/undelete";
        }

        @Override
        void fill(Map<String, String> parameters) {
            parameters.put("bal", bal);
            parameters.put("since", since);
            parameters.put("subject", subject);
            parameters.put("folder", folder);
            parameters.put("list", Boolean.toString(list));
        }

        @Override
        int exitCode(JsonNode answer) {
            return answer.path("messages").isEmpty() ? 1 : 0;
        }

        @Override
        void print(JsonNode answer, PrintWriter out) {
            lines(answer.path("messages"), out, "expunged", "cause", "folder", "from", "subject");
            if (list) {
                out.println(answer.path("messages").size() + " messages could be restored"
                        + (answer.path("more").asBoolean() ? ", and more" : ""));
            } else {
                out.println("restored " + answer.path("restored").asInt() + " messages"
                        + (answer.path("more").asBoolean() ? "; there are more, ask again" : ""));
                if (answer.path("full").asBoolean()) {
                    out.println("the BAL is over its quota now, and takes no mail; give it more quota-mib");
                }
            }
        }
    }
}
