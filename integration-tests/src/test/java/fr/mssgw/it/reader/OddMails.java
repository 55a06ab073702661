package fr.mssgw.it.reader;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * Mails as they occur and as they might: deep and broken structures, odd fields and encodings. The same seed makes the
 * same mails. All lines end with CRLF, as those of every mail that is stored.
 */
final class OddMails {
    private static final int DEEPEST = 4;

    private final Random random;
    private final OddFields fields;
    private int boundaries;

    private OddMails(long seed) {
        this.random = new Random(seed);
        this.fields = new OddFields(random);
    }

    static List<byte[]> make(long seed, int count) {
        List<byte[]> mails = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            mails.add(new OddMails(scattered(seed + i)).message(0, "").getBytes(StandardCharsets.ISO_8859_1));
        }
        return mails;
    }

    /** Random begins alike for seeds that lie side by side. */
    private static long scattered(long seed) {
        return new SplittableRandom(seed).nextLong();
    }

    private boolean one(int in) {
        return random.nextInt(in) == 0;
    }

    private String any(String... texts) {
        return texts[random.nextInt(texts.length)];
    }

    private String message(int depth, String outer) {
        return (fields.ofMessage() + entity(depth, outer)).replace("\n", "\r\n").replace("\r\r\n", "\r\n");
    }

    /** Content fields, the empty line and the body; without a line end behind it where a delimiter brings its own. */
    private String entity(int depth, String outer) {
        int kind = random.nextInt(10);
        if (depth < DEEPEST && (kind < 4 || depth == 0 && kind < 7)) {
            return multipart(depth, outer);
        }
        if (depth < DEEPEST && kind == 7) {
            return enclosed(depth, outer);
        }
        return leaf();
    }

    private String enclosed(int depth, String outer) {
        return "Content-Type: message/rfc822\n" + fields.ofContent()
                + (one(40) ? "Content-Transfer-Encoding: base64\n" : "") + "\n" + message(depth + 1, outer);
    }

    private String leaf() {
        if (one(20)) {
            return one(2) ? "" : "\n"; // no body, or not even the line that ends the header
        }
        String type = fields.contentType();
        String content = any(
                "Bonjour",
                "",
                "deux\nlignes",
                "ligne\n\n",
                "-- \nsignature",
                "--\n--x\n",
                "\u00e9t\u00e9 8 bits\n",
                "a=3Db=\nc");
        String encoding = one(3) ? "" : fields.encoding();
        if (encoding.toLowerCase(java.util.Locale.ROOT).contains("base64")) {
            byte[] file = new byte[random.nextInt(200)];
            random.nextBytes(file);
            content = Base64.getMimeEncoder(76, new byte[] {'\n'}).encodeToString(file) + any("", "\n", "\n\n");
        }
        return type + encoding + fields.ofContent() + "\n" + content;
    }

    private String boundary(String outer) {
        boundaries++;
        if (!outer.isEmpty() && one(40)) {
            return any(outer + "x", outer, outer.substring(0, outer.length() - 1));
        }
        return one(50) ? "b" + "0123456789".repeat(8) + boundaries : any("b", "=_", "a b", "'()+_,-./:=?") + boundaries;
    }

    private String multipart(int depth, String outer) {
        String boundary = boundary(outer);
        boolean digest = one(8);
        StringBuilder text = new StringBuilder("Content-Type: multipart/");
        text.append(digest ? "digest" : any("mixed", "ALTERNATIVE", "related", "signed", "x-unknown"));
        text.append(boundaryParameter(boundary)).append('\n');
        text.append(
                one(15)
                        ? "Content-Transfer-Encoding: "
                                + any("8bit", "binary", "7bit", "8bit", one(4) ? "base64" : "7bit") + "\n"
                        : "");
        text.append(one(4) ? fields.ofContent() : "");
        text.append('\n').append(any("", "", "Preambule\n", "\n", "--\n"));
        int parts = one(12) ? 0 : 1 + random.nextInt(3);
        for (int i = 0; i < parts; i++) {
            text.append("--")
                    .append(boundary)
                    .append(one(60) ? any(" ", "\t", " \t ") : one(150) ? "suite" : "")
                    .append('\n');
            text.append(
                    digest && !one(4)
                            ? fields.ofContent() + "\n" + message(depth + 2, boundary)
                            : entity(depth + 1, boundary));
            text.append(one(20) ? "" : "\n");
        }
        if (!one(10)) {
            text.append("--").append(boundary).append("--").append(any("", "", "\n", " \n", "\nEpilogue\n"));
        }
        if (one(30)) {
            text.append("\n--")
                    .append(boundary)
                    .append("\n\napres la fin\n--")
                    .append(boundary)
                    .append("--\n");
        }
        return text.toString();
    }

    private String boundaryParameter(String boundary) {
        if (one(80)) {
            return any("", "; boundary=\"\"", "; boundary=", "; charset=utf-8");
        }
        if (one(30)) {
            return "; boundary*0=\"" + boundary.charAt(0) + "\"; boundary*1=\"" + boundary.substring(1) + "\"";
        }
        boolean token = boundary.chars().allMatch(Character::isLetterOrDigit);
        String value = token && one(2) ? boundary : "\"" + boundary + "\"";
        return any(";", "; ", ";\n\t", " ;", "; charset=utf-8; ", one(3) ? "; (commentaire) " : ";")
                + any("boundary", "Boundary", "BOUNDARY") + "=" + value
                + any("", "", "", ";", "; x=y", one(3) ? " (fin)" : "");
    }
}
