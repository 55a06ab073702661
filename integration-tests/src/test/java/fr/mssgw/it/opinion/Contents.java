package fr.mssgw.it.opinion;

import java.util.LinkedHashMap;
import java.util.Map;

/** Contents on which signatures of other programs were seen to break: each entity by its name, lines ended by CRLF. */
final class Contents {
    private static final String TEXT = "Content-Type: text/plain; charset=utf-8\n";

    private Contents() {}

    static Map<String, String> all() {
        Map<String, String> contents = new LinkedHashMap<>();
        contents.put("plain text", TEXT + "Content-Transfer-Encoding: 7bit\n\nTout va bien.\n");
        contents.put(
                "spaces, dots and From at the ends of lines",
                TEXT + "Content-Transfer-Encoding: 7bit\n\n.\n..deux \nFrom ici\n--pas une limite\n \n\n\n");
        contents.put(
                "quoted-printable", TEXT + "Content-Transfer-Encoding: quoted-printable\n\nR=C3=A9sultat=20=\n!\n");
        contents.put(
                "base64 without an end of line", TEXT + "Content-Transfer-Encoding: base64\n\nVG91dCB2YSBiaWVuLg==");
        contents.put(
                "folded fields",
                "Content-Type: text/plain;\n\tcharset=utf-8\nContent-Description: un\n  compte  rendu\n"
                        + "Content-Transfer-Encoding: 7bit\n\nVoici.\n");
        contents.put(
                "a file beside a text",
                mixed(
                        "lim",
                        "",
                        TEXT + "Content-Transfer-Encoding: 7bit\n\nVoici.\n",
                        "Content-Type: application/pdf; name=\"r.pdf\"\nContent-Transfer-Encoding: base64\n"
                                + "Content-Disposition: attachment; filename=\"r.pdf\"\n\nJVBERi0xLjQKJSVFT0YK\n"));
        contents.put(
                "parts within parts and a preamble",
                mixed(
                        "dehors",
                        "Ceci est un message en plusieurs parties.\n",
                        mixed(
                                "dedans",
                                "",
                                TEXT + "Content-Transfer-Encoding: 7bit\n\nVoici.\n",
                                "Content-Type: text/html\nContent-Transfer-Encoding: 7bit\n\n<p>Voici.</p>\n"),
                        "Content-Type: text/plain\nContent-Transfer-Encoding: 7bit\n\n"));
        contents.put(
                "a message in the message",
                mixed(
                        "lim",
                        "",
                        TEXT + "Content-Transfer-Encoding: 7bit\n\nVoir ci-joint.\n",
                        "Content-Type: message/rfc822\n\nFrom: <autre@ailleurs.fr>\nSubject: joint\n\nContenu joint.\n"));
        contents.replaceAll((name, entity) -> entity.replace("\n", "\r\n"));
        return contents;
    }

    private static String mixed(String boundary, String preamble, String... parts) {
        String delimiter = "--" + boundary;
        return "Content-Type: multipart/mixed; boundary=\"" + boundary + "\"\n\n" + preamble + delimiter + "\n"
                + String.join("\n" + delimiter + "\n", parts) + "\n" + delimiter + "--\n";
    }
}
