package fr.mssgw.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import fr.mssgw.app.Main;
import java.io.PrintWriter;
import java.io.StringWriter;

/** What a command printed and how it ended. */
public record Ran(int code, String out) {

    public static Ran of(Object... arguments) {
        StringWriter out = new StringWriter();
        String[] words = new String[arguments.length];
        for (int i = 0; i < words.length; i++) {
            words[i] = arguments[i].toString();
        }
        int code = Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(out, true))
                .execute(words);
        return new Ran(code, out.toString());
    }

    public JsonNode json() throws Exception {
        return new ObjectMapper().readTree(out);
    }
}
