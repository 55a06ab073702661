package fr.mssgw.sandbox.mes;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** A page being written: text goes in escaped, markup only from this package's own literals. Not thread-safe. */
final class Page {
    private static final String HOLE = "{}";

    private final StringBuilder html = new StringBuilder(8192);

    /** @param menu the patient's part of the page's head, written by {@link Menu}; null on pages of nobody */
    Page(String title, @Nullable Menu menu) {
        this(title, title, menu);
    }

    /** @param heading what the page shows as its heading, where the window's title says more */
    Page(String title, String heading, @Nullable Menu menu) {
        add(
                """
                <!doctype html>
                <html lang="fr">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <link rel="stylesheet" href="/style.css">
                <link rel="icon" href="data:,">
                <title>{} · Mon espace santé (simulé)</title>
                </head>
                <body>
                <a class="skip" href="#contenu">Aller au contenu</a>
                <header class="top"><div><p>Mon espace santé <small>Simulation, données fictives</small></p>
                """,
                title);
        if (menu != null) {
            add("<a href=\"/\">{} · changer</a>", menu.name());
        }
        markup("</div></header>\n");
        if (menu != null) {
            menu.write(this);
        }
        add("<main id=\"contenu\">\n<h1>{}</h1>\n", heading);
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

    /** A literal of ours with a hole {@code {}} for each text. */
    Page add(String literal, Object... texts) {
        int from = 0;
        for (Object text : texts) {
            int hole = literal.indexOf(HOLE, from);
            if (hole < 0) {
                throw new IllegalArgumentException("more texts than holes");
            }
            html.append(literal, from, hole);
            text(String.valueOf(text));
            from = hole + HOLE.length();
        }
        html.append(literal, from, literal.length());
        return this;
    }

    String end() {
        return html.append(
                        """
                        </main>
                        <footer>Cette page imite Mon espace santé pour essayer une messagerie ; aucune personne, aucun message n'est vrai.</footer>
                        </body>
                        </html>
                        """)
                .toString();
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

    /** A file that goes out as it is. */
    static byte[] resource(String name) {
        try (InputStream in = Page.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing in the jar");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
