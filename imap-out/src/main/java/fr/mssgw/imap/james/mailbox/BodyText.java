package fr.mssgw.imap.james.mailbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.codec.DecoderUtil;
import org.apache.james.mime4j.stream.EntityState;
import org.apache.james.mime4j.stream.MimeConfig;
import org.apache.james.mime4j.stream.MimeTokenStream;
import org.jspecify.annotations.Nullable;

/**
 * What a reader sees of a message: its text parts, transfer encoding and charset decoded, without the tags of HTML; and
 * the names of the files that it carries.
 *
 * @param text of bounded length
 * @param fileNames with a space between two
 */
record BodyText(String text, String fileNames) {
    private static final MimeConfig LENIENT = MimeConfig.custom()
            .setMaxLineLen(-1)
            .setMaxHeaderLen(-1)
            .setMaxHeaderCount(-1)
            .setMaxContentLen(-1)
            .build();
    private static final int LONGEST_NAMES = 10_000;
    private static final Pattern NAME =
            Pattern.compile("(?i)[;\\s](?:file)?name(\\*?)(?:\\d+\\*?)?\\s*=\\s*(\"[^\"]*\"|[^;\\s]+)");
    private static final Pattern INVISIBLE =
            Pattern.compile("(?is)<!--.*?-->|<(script|style|head)\\b.*?</\\1\\s*>|<[^>]{0,5000}>");
    private static final Pattern ENTITY = Pattern.compile("&(#\\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});");

    /** @param most characters */
    static BodyText of(InputStream message, int most) throws IOException {
        StringBuilder text = new StringBuilder();
        StringBuilder names = new StringBuilder();
        MimeTokenStream tokens = new MimeTokenStream(LENIENT);
        tokens.setRecursionMode(org.apache.james.mime4j.stream.RecursionMode.M_RECURSE);
        tokens.parse(message);
        try {
            for (EntityState state = tokens.getState(); state != EntityState.T_END_OF_STREAM; state = tokens.next()) {
                if (state == EntityState.T_FIELD && names.length() < LONGEST_NAMES) {
                    addName(tokens.getField().getName(), tokens.getField().getBody(), names);
                } else if (state == EntityState.T_BODY
                        && text.length() < most
                        && "text".equalsIgnoreCase(tokens.getBodyDescriptor().getMediaType())) {
                    read(tokens, text, most);
                }
            }
        } catch (MimeException | RuntimeException damaged) {
            return new BodyText(text.toString(), names.toString()); // what could be read of it
        }
        return new BodyText(text.toString(), names.toString());
    }

    private static void addName(String field, @Nullable String value, StringBuilder names) {
        String lower = field.toLowerCase(Locale.ROOT);
        if (value == null || !lower.equals("content-type") && !lower.equals("content-disposition")) {
            return;
        }
        Matcher named = NAME.matcher(value);
        while (named.find()) {
            String name = named.group(2).replace("\"", "");
            names.append(
                            named.group(1).isEmpty()
                                    ? DecoderUtil.decodeEncodedWords(name, DecodeMonitor.SILENT)
                                    : extended(name))
                    .append(' ');
        }
    }

    /** RFC 2231: charset, language and octets, with percent signs. */
    private static String extended(String value) {
        int start = value.lastIndexOf('\'') + 1;
        String charset = start > 0 ? value.substring(0, value.indexOf('\'')) : "UTF-8";
        try {
            return java.net.URLDecoder.decode(value.substring(start).replace("+", "%2B"), charset(charset));
        } catch (IllegalArgumentException malformed) {
            return value;
        }
    }

    private static void read(MimeTokenStream tokens, StringBuilder text, int most) throws IOException {
        boolean html = "html".equalsIgnoreCase(tokens.getBodyDescriptor().getSubType());
        StringBuilder part = new StringBuilder();
        Charset charset = charset(tokens.getBodyDescriptor().getCharset());
        int room = most - text.length();
        try (Reader reader = new InputStreamReader(tokens.getDecodedInputStream(), charset)) {
            char[] some = new char[8192];
            for (int count = reader.read(some);
                    count >= 0 && part.length() < (html ? 4 * room : room);
                    count = reader.read(some)) {
                part.append(some, 0, count);
            }
        }
        text.append(html ? visible(part) : part).append('\n');
    }

    /** HTML without what is not shown. */
    static String visible(CharSequence html) {
        String bare = INVISIBLE.matcher(html).replaceAll(" ");
        return ENTITY.matcher(bare).replaceAll(entity -> Matcher.quoteReplacement(character(entity.group(1))));
    }

    private static String character(String entity) {
        try {
            if (entity.startsWith("#")) {
                boolean hex = entity.charAt(1) == 'x' || entity.charAt(1) == 'X';
                return Character.toString(
                        hex ? Integer.parseInt(entity.substring(2), 16) : Integer.parseInt(entity.substring(1)));
            }
        } catch (IllegalArgumentException none) {
            return " ";
        }
        return switch (entity) {
            case "amp" -> "&";
            case "lt" -> "<";
            case "gt" -> ">";
            case "oelig" -> "oe";
            case "OElig" -> "OE";
            // eacute, ccedil, ugrave: accents do not count in a search
            default -> entity.matches("[a-zA-Z](acute|grave|circ|uml|cedil|tilde)") ? entity.substring(0, 1) : " ";
        };
    }

    private static Charset charset(@Nullable String name) {
        try {
            return name == null ? StandardCharsets.UTF_8 : Charset.forName(name);
        } catch (IllegalArgumentException unknown) {
            return StandardCharsets.ISO_8859_1;
        }
    }
}
