package fr.mssgw.sandbox.mes;

/** A page being written: text goes in escaped, markup only from this package's own literals. */
final class Page {
    private final StringBuilder html = new StringBuilder(4096);

    Page(String title) {
        html.append("<!doctype html>\n<html lang=\"fr\">\n<head><meta charset=\"utf-8\">")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
                .append("<link rel=\"stylesheet\" href=\"/style.css\"><title>");
        text(title)
                .markup(" · Mon espace santé (simulé)</title></head>\n<body>\n")
                .markup("<a class=\"skip\" href=\"#contenu\">Aller au contenu</a>\n")
                .markup("<header><p>Mon espace santé <small>simulé · données fictives</small></p></header>\n")
                .markup("<main id=\"contenu\">\n<h1>")
                .text(title)
                .markup("</h1>\n");
    }

    /** A literal of ours. */
    Page markup(String literal) {
        html.append(literal);
        return this;
    }

    /** Anything from elsewhere, in content or in a quoted attribute. */
    Page text(String anything) {
        html.append(escape(anything));
        return this;
    }

    String end() {
        return html.append("</main>\n</body>\n</html>\n").toString();
    }

    static String escape(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            switch (c) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(c < ' ' && c != '\n' && c != '\t' && c != '\r' ? '\uFFFD' : c);
            }
        }
        return out.toString();
    }

    static final String STYLE =
            """
            :root { color-scheme: light; }
            body { font: 1.05rem/1.5 system-ui, sans-serif; margin: 0; color: #14213d; background: #f6f7fb; }
            header { background: #1d2a6d; color: #fff; padding: .4rem 1rem; }
            header p { margin: 0; font-weight: 600; } header small { font-weight: 400; }
            main { max-width: 48rem; margin: 0 auto; padding: 1rem; }
            a { color: #1a3fae; } a:focus, button:focus, input:focus, textarea:focus, select:focus { outline: 3px solid #c2410c; outline-offset: 2px; }
            .skip { position: absolute; left: -999px; } .skip:focus { left: 1rem; top: .5rem; background: #fff; padding: .3rem; }
            nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: .4rem 1.2rem; padding: 0; }
            .list { list-style: none; padding: 0; } .list > li { background: #fff; border: 1px solid #cdd3e6; border-radius: .4rem; padding: .7rem .9rem; margin: .6rem 0; }
            .meta { color: #4a5578; font-size: .92rem; margin: .15rem 0; }
            .ok { color: #14632e; } .bad { color: #a1160a; } .ok, .bad { font-weight: 600; }
            label { display: block; font-weight: 600; margin-top: .8rem; }
            input, textarea, select { font: inherit; width: 100%; box-sizing: border-box; padding: .45rem; border: 1px solid #59658d; border-radius: .3rem; background: #fff; }
            button { font: inherit; margin-top: 1rem; padding: .55rem 1.2rem; background: #1a3fae; color: #fff; border: 0; border-radius: .3rem; }
            pre { white-space: pre-wrap; overflow-wrap: anywhere; background: #fff; border: 1px solid #cdd3e6; border-radius: .4rem; padding: .9rem; font: inherit; }
            .notice { border-left: .3rem solid #c2410c; background: #fff; padding: .5rem .9rem; }
            """;
}
