package fr.mssgw.core.mail;

import fr.mssgw.core.message.MalformedMessage;
import fr.mssgw.core.message.RawMessage;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What a reader sees of a mail: its text parts, transfer encoding and charset decoded, without the tags of HTML, the
 * reports of mail systems, and the fields of attached messages; and the names of the files that it carries. Never
 * fails for what a mail holds.
 *
 * @param text of bounded length
 * @param fileNames with a space between two
 */
public record ReadableText(String text, String fileNames) {
    private static final int LONGEST_NAMES = 10_000;
    /** Octets of HTML that are read for a character of text. */
    private static final int TAGS = 4;

    /**
     * Reads a mail, twice over its octets.
     *
     * @param most characters of text
     */
    public static ReadableText of(RawMessage mail, int most) throws IOException {
        Structure structure = Structure.read(mail);
        StringBuilder text = new StringBuilder();
        attachedMessages(structure.root(), text, Math.min(most, LONGEST_NAMES));
        try {
            structure.leaves(mail, (part, content) -> {
                if ((part.type().is("TEXT") || part.type().is("MESSAGE")) && text.length() < most) {
                    append(part, content, text, most);
                }
            });
        } catch (MalformedMessage e) {
            throw new IllegalStateException("nothing is judged here", e);
        }
        return new ReadableText(text.toString(), names(structure.root()));
    }

    /** The fields of attached messages, which tell who wrote to whom about what. */
    private static void attachedMessages(Part root, StringBuilder text, int most) {
        Deque<Part> open = new ArrayDeque<>();
        open.add(root);
        while (!open.isEmpty() && text.length() < most) {
            Part part = open.remove();
            part.message()
                    .ifPresent(
                            message -> message.header().messageFields().fields().forEach(field -> text.append(
                                            EncodedWords.decode(field.value()))
                                    .append('\n')));
            open.addAll(part.children());
        }
        text.setLength(Math.min(text.length(), most));
    }

    private static void append(Part part, InputStream content, StringBuilder text, int most) throws IOException {
        boolean html = part.type().is("TEXT", "HTML");
        int room = most - text.length();
        int longest = html ? TAGS * room : room;
        String read = Charsets.text(content.readNBytes(longest), part.type().parameter("charset"));
        text.append(html ? HtmlText.visible(read) : read).append('\n');
        text.setLength(Math.min(text.length(), most + 1));
    }

    private static String names(Part root) {
        StringBuilder names = new StringBuilder();
        Deque<Part> open = new ArrayDeque<>();
        open.add(root);
        while (!open.isEmpty() && names.length() < LONGEST_NAMES) {
            Part part = open.remove();
            part.names().forEach(name -> names.append(name).append(' '));
            open.addAll(part.children());
        }
        return names.toString();
    }
}
