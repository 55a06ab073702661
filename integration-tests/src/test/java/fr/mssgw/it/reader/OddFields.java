package fr.mssgw.it.reader;

import java.util.Random;

/** Header fields as they occur and as they might (RFC 5322 §3.6 and §4, RFC 2045, 2047, 2183, 2231). */
final class OddFields {
    private final Random random;

    OddFields(Random random) {
        this.random = random;
    }

    private boolean one(int in) {
        return random.nextInt(in) == 0;
    }

    private String any(String... texts) {
        return texts[random.nextInt(texts.length)];
    }

    String ofMessage() {
        StringBuilder fields = new StringBuilder();
        fields.append(field(
                "Date",
                6,
                any(
                        "Sun, 22 Nov 2026 05:00:00 +0100",
                        "22 Nov 26 05:00 GMT",
                        "hier",
                        "Sun, 22 Nov 2026\n 05:00:00 +0100 (CET)")));
        fields.append(field("Subject", 8, subject()));
        fields.append(field("From", 8, list()));
        fields.append(one(4) ? field("Sender", 2, address()) : "");
        fields.append(one(4) ? field("Reply-To", 2, list()) : "");
        fields.append(field("To", 6, list()));
        fields.append(one(3) ? field("Cc", 2, list()) : "");
        fields.append(one(5) ? field("Bcc", 2, list()) : "");
        fields.append(
                one(4)
                        ? field(
                                "In-Reply-To",
                                2,
                                any(
                                        "<1@demo>",
                                        "<1@demo>\n\t<2@demo>",
                                        "<1@demo>\n <2@demo>",
                                        "Votre lettre du \"22\" <3@demo>"))
                        : "");
        fields.append(field(
                "Message-ID", 4, any("<a.1@demo>", "<\"a b\"@demo>", " <a@[192.0.2.1]> (seul)", "sans crochets", "")));
        fields.append(one(25) ? "" : "MIME-Version: 1.0\n");
        fields.append(one(25) ? any("ligne sans champ\n", "X-Odd : espace\n", "X-Vide:\n", "X: \u00e9\n") : "");
        fields.append(
                one(25)
                        ? any("Subject: un autre\n", "To: x@y.fr\n", "From: x@y.fr\n", "Cc: x@y.fr\n", "Date: demain\n")
                        : "");
        return fields.toString();
    }

    private String field(String name, int absentOne, String value) {
        String written =
                one(6) ? any(name.toUpperCase(java.util.Locale.ROOT), name.toLowerCase(java.util.Locale.ROOT)) : name;
        return one(absentOne * 2)
                ? ""
                : written + ":" + (one(60) ? any("", "  ", "\t", "\n ") : " ") + value + (one(100) ? " " : "") + "\n";
    }

    private String subject() {
        if (one(15)) {
            return any("pli\n de texte\n\t et tabulation", "pli\n   de trois espaces", "deux  espaces et\ttabulation");
        }
        return any(
                "Resultat",
                "=?utf-8?q?R=C3=A9sultat?= =?utf-8?b?w6k=?=",
                "=?utf-8?q?R=C3=A9sultat?=\n =?utf-8?q?_suite?=",
                "un \"deux\" \\ trois",
                "pli\n de texte",
                "\u00e9t\u00e9",
                "",
                "=?utf-8?q?ouvert",
                "=?inconnu?x?abc?=");
    }

    private String list() {
        StringBuilder list = new StringBuilder(
                one(60) ? any("", ",", "undisclosed-recipients:;", "undisclosed-recipients:") : address());
        for (int i = random.nextInt(3); i > 0; i--) {
            list.append(any(",", ", ", ",\n ", " , ", one(40) ? ", ," : ",")).append(address());
        }
        return list.toString();
    }

    private String address() {
        if (one(60)) {
            return any(
                    "<a@b.fr> (fin)",
                    "Nom (milieu) Deux <a@b.fr> (fin)",
                    "a (x) @ (y) b.fr",
                    "\"a\".b@c.fr",
                    "a . b @ c . fr",
                    "Deux mots: <x@y.fr>,, z@y.fr ;",
                    "() a@b.fr",
                    "juste des mots",
                    "<>",
                    "<a@b.fr",
                    "a@b.fr>",
                    "\"ouvert <a@b.fr>",
                    "a@b.fr (ouvert",
                    "a@b.fr c@d.fr",
                    "Nom a@b.fr",
                    "@b.fr",
                    "a@",
                    "<sans-domaine>",
                    "Nom <sans-domaine>",
                    "a..b@c.fr",
                    ".a@b.fr",
                    "a@b..fr",
                    "a@@b.fr",
                    "<<a@b.fr>>",
                    "Groupe: a@b.fr",
                    "[a]@b.fr");
        }
        return any(
                "a@b.fr",
                "Claire Martin <claire.martin@demo.mssante.fr>",
                "\"Martin, Claire\" <c@d.fr>",
                "\"a \\\"b\\\" \\\\ c\" <c@d.fr>",
                "=?utf-8?q?Andr=C3=A9?= <a@b.fr>",
                "=?utf-8?q?Andr=C3=A9?= =?utf-8?b?w6k=?= <a@b.fr>",
                "\"=?utf-8?q?Andr=C3=A9?=\" <a@b.fr>",
                "a@b.fr (Paul Petit)",
                "a@b.fr (un (deux) trois)",
                "(devant) a@b.fr",
                "<a@b.fr>",
                "Equipe: x@y.fr, Z <z@y.fr>;",
                "Equipe:;",
                "\"Une equipe\": x@y.fr;",
                "<@r1,@r2:c@d.fr>",
                "Nom <@r1:c@d.fr>",
                "\"a b\"@c.fr",
                "<\"a \\\"b\"@c.fr>",
                "a@[192.0.2.1]",
                "a@[IPv6:2001:db8::1]",
                "J. Petit <j@p.fr>",
                "Dr. J.-P. Petit <j@p.fr>",
                "Ren\u00e9 <r@b.fr>",
                "\"Ren\u00e9\" <r@b.fr>",
                "r\u00e9@b.fr",
                "Nom\n\tplie <a@b.fr>",
                "\"nom\n plie\" <a@b.fr>",
                "a@b.fr\n (commentaire\n plie)",
                "Nom<a@b.fr>",
                "\"\" <a@b.fr>",
                "\"Un\" Deux \"Trois\" <a@b.fr>",
                "a@B.FR");
    }

    String contentType() {
        if (one(6)) {
            return "";
        }
        if (one(40)) {
            return "Content-Type: "
                    + any(
                            "text",
                            "",
                            "/",
                            "text/",
                            "/plain",
                            "text plain",
                            "; charset=utf-8",
                            "a/b/c",
                            "text/plain charset=utf-8")
                    + "\n";
        }
        return "Content-Type:" + any(" ", " ", " ", "", "\n\t")
                + any(
                        "text/plain",
                        "TEXT/HTML",
                        "application/pdf",
                        "image/png",
                        "text/calendar",
                        "application/octet-stream",
                        one(6) ? "text / plain" : "text/html",
                        "message/delivery-status",
                        "application/x-a+b.c")
                + any("", parameter(), parameter() + parameter()) + any("", "", "", ";") + "\n";
    }

    private String parameter() {
        if (one(40)) {
            return any(
                    "; charset",
                    "; charset=",
                    "; =utf-8",
                    ";;",
                    "; name=a b.pdf",
                    "; name=\"ouvert",
                    "; name=a@b",
                    "; name=a;name=b",
                    "; name=(c)",
                    "; a b=c");
        }
        return any(";", "; ", " ; ", ";\n ", ";\n\t")
                + any(
                        "charset=utf-8",
                        "charset=\"iso-8859-1\"",
                        "CHARSET=US-ASCII",
                        "charset=utf-8 (commentaire)",
                        "format=flowed",
                        "name=\"a b.pdf\"",
                        "name=a.pdf",
                        "name=\"=?utf-8?q?=C3=A9.pdf?=\"",
                        "name*=utf-8''%C3%A9t%C3%A9.pdf",
                        "name*0=\"long\"; name*1=\".pdf\"",
                        "name*0*=utf-8'fr'%C3%A9; name*1*=%20b; name*2=\".pdf\"",
                        "name=\"a\\\"b\\\\.pdf\"",
                        "name=\"\"",
                        "name=\"\u00e9.pdf\"",
                        "name=\u00e9.pdf",
                        "x = y",
                        "x=\"pli\n e\"");
    }

    String encoding() {
        return "Content-Transfer-Encoding:" + any(" ", " ", "", "\n ")
                + any(
                        "7bit",
                        "8bit",
                        "binary",
                        "base64",
                        "base64",
                        "BASE64",
                        "quoted-printable",
                        "Quoted-Printable",
                        "x-autre",
                        one(8) ? any("", "base64;", "7bit (commentaire)", "(c) base64", "quoted printable") : "8bit")
                + "\n";
    }

    String ofContent() {
        StringBuilder text = new StringBuilder();
        if (one(3)) {
            text.append("Content-Disposition: ")
                    .append(any(
                            "attachment",
                            "inline",
                            "ATTACHMENT",
                            "form-data",
                            "x-odd",
                            one(8) ? any("", "; filename=x", "attachment (c)") : "inline"))
                    .append(any(
                            "",
                            "; filename=\"a.pdf\"",
                            "; filename=a.pdf",
                            ";\n filename*=utf-8''%C3%A9.pdf",
                            "; filename=\"a\\\"b.pdf\"; size=12",
                            ";",
                            "; filename=\"a;b.pdf\"",
                            one(8) ? "; filename=a b.pdf" : ""))
                    .append('\n');
        }
        text.append(one(6) ? "Content-ID: " + any("<a@b>", "a@b", "<a@b> (c)", "") + "\n" : "");
        text.append(
                one(6)
                        ? "Content-Description: "
                                + any("un fichier", "=?utf-8?q?=C3=A9?=", "pli\n suite", "(c) texte", "\u00e9") + "\n"
                        : "");
        text.append(
                one(8)
                        ? "Content-MD5: "
                                + any("Q2hlY2sgSW50ZWdyaXR5IQ==", one(5) ? "x (c)" : "Q2hlY2sgSW50ZWdyaXR5IQ==") + "\n"
                        : "");
        text.append(
                one(20)
                        ? "Content-Language: "
                                + any("fr", "fr", "de", "fr, en", "fr,en (anglais)", "fr-FR ,de", "", "fr en") + "\n"
                        : "");
        text.append(one(8) ? "Content-Location: " + any("http://a.b/c", "a\n b", "") + "\n" : "");
        return text.toString();
    }
}
