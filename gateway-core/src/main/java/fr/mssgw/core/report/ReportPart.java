package fr.mssgw.core.report;

import fr.mssgw.core.mail.HeaderSection;
import fr.mssgw.core.message.MalformedMessage;
import fr.mssgw.core.message.RawMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One leaf of a report's MIME tree.
 *
 * @param type lower case
 * @param named whether it is a file for the reader
 */
record ReportPart(String type, boolean named, String text) {
    private static final int MAX_PARTS = 30;
    private static final int MAX_DEPTH = 4;
    private static final Pattern BOUNDARY = parameter("boundary");
    private static final Pattern CHARSET = parameter("charset");

    private static Pattern parameter(String name) {
        return Pattern.compile(
                ";\\s*" + name + "\\s*=\\s*(?:\"([^\"]{1,200})\"|([^\\s;\"]{1,200}))", Pattern.CASE_INSENSITIVE);
    }

    static List<ReportPart> leaves(HeaderSection header, byte[] body) {
        List<ReportPart> leaves = new ArrayList<>();
        // ISO 8859-1 keeps every octet
        collect(header, new String(body, StandardCharsets.ISO_8859_1), 0, leaves);
        return leaves;
    }

    private static void collect(HeaderSection header, String body, int depth, List<ReportPart> leaves) {
        String type = header.mediaType();
        String boundary = type.startsWith("multipart/") ? value(BOUNDARY, header) : "";
        if (boundary.isEmpty() || depth == MAX_DEPTH) {
            if (leaves.size() < MAX_PARTS) {
                leaves.add(leaf(type, header, body));
            }
            return;
        }
        String line = "--" + boundary;
        int start = body.startsWith(line) ? 0 : body.indexOf("\r\n" + line);
        while (start >= 0 && leaves.size() < MAX_PARTS) {
            int after = body.indexOf(line, start) + line.length();
            int content = body.indexOf("\r\n", after);
            if (body.startsWith("--", after) || content < 0) {
                return;
            }
            content += 2;
            int next = body.startsWith(line, content) ? content : body.indexOf("\r\n" + line, content);
            part(body.substring(content, next < 0 ? body.length() : next), depth + 1, leaves);
            start = next;
        }
    }

    private static void part(String octets, int depth, List<ReportPart> leaves) {
        byte[] bytes = (octets.contains("\r\n\r\n") || octets.startsWith("\r\n") ? octets : octets + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
        try {
            HeaderSection header = HeaderSection.read(RawMessage.of(bytes));
            String body = new String(bytes, StandardCharsets.ISO_8859_1).substring(header.bodyOffset());
            collect(header, body, depth, leaves);
        } catch (MalformedMessage | IOException e) {
            leaves.add(new ReportPart("application/octet-stream", false, ""));
        }
    }

    private static ReportPart leaf(String type, HeaderSection header, String body) {
        String encoding = header.first("Content-Transfer-Encoding").orElse("").toLowerCase(Locale.ROOT);
        byte[] octets =
                switch (encoding) {
                    case "base64" -> base64(body);
                    case "quoted-printable" -> quotedPrintable(body);
                    default -> body.getBytes(StandardCharsets.ISO_8859_1);
                };
        boolean named = header.first("Content-Disposition")
                        .orElse("")
                        .toLowerCase(Locale.ROOT)
                        .contains("filename")
                || header.first("Content-Type")
                        .orElse("")
                        .toLowerCase(Locale.ROOT)
                        .contains("name=");
        return new ReportPart(type, named, new String(octets, charset(value(CHARSET, header))));
    }

    private static String value(Pattern parameter, HeaderSection header) {
        Matcher found = parameter.matcher(header.first("Content-Type").orElse(""));
        if (!found.find()) {
            return "";
        }
        String quoted = found.group(1);
        return quoted != null ? quoted : String.valueOf(found.group(2));
    }

    private static Charset charset(String name) {
        try {
            return name.isEmpty() ? StandardCharsets.UTF_8 : Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return StandardCharsets.UTF_8;
        }
    }

    private static byte[] base64(String body) {
        try {
            return Base64.getMimeDecoder().decode(body.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException notBase64) {
            return new byte[0];
        }
    }

    private static byte[] quotedPrintable(String body) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream(body.length());
        for (int i = 0; i < body.length(); i++) {
            char c = body.charAt(i);
            if (c == '=' && body.startsWith("\r\n", i + 1)) {
                i += 2;
            } else if (c == '=' && i + 2 < body.length() && isHex(body, i + 1) && isHex(body, i + 2)) {
                octets.write(Integer.parseInt(body.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                octets.write(c);
            }
        }
        return octets.toByteArray();
    }

    private static boolean isHex(String text, int index) {
        return Character.digit(text.charAt(index), 16) >= 0;
    }
}
