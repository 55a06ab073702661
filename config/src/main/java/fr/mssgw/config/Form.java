package fr.mssgw.config;

import java.util.function.Function;

/**
 * How a setting is written.
 *
 * @param parse throws {@link IllegalArgumentException} on anything else
 * @param advice what to write, continuing "write …"
 * @param secret whether a bad value is kept out of the problem
 */
record Form<T>(Function<String, T> parse, String advice, boolean secret) {

    Form(Function<String, T> parse, String advice) {
        this(parse, advice, false);
    }

    boolean accepts(String text) {
        try {
            return parse.apply(text) != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    String problemWith(String text) {
        return secret ? "write " + advice : "got \"" + Section.shown(text) + "\"; write " + advice;
    }
}
