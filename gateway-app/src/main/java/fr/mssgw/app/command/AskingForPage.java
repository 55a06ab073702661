package fr.mssgw.app.command;

import java.util.Map;
import picocli.CommandLine.Option;

/** A command that asks the running gateway for a list, a page of it at a time. */
abstract class AskingForPage extends Asking {

    @Option(names = "--skip", paramLabel = "N", description = "Leave out the first N; a page is 1000.")
    private int skip;

    @Override
    void fill(Map<String, String> parameters) {
        parameters.put("skip", Integer.toString(skip));
        parameters.put("limit", "1000");
    }
}
