package fr.mssgw.certs.mime;

import fr.mssgw.certs.archive.ArchiveBounds;
import fr.mssgw.certs.archive.UnreadableArchive;
import fr.mssgw.certs.archive.ZipArchive;
import fr.mssgw.core.message.MimeOutline.Content;
import fr.mssgw.core.text.Ascii;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a ZIP is, by all that it holds: an {@code IHE_XDM.zip} (IHE ITI TF-2 §3.32.4.1) with its index, its read-me, its
 * style sheets and documents of the kinds that a patient may send, or something else.
 */
final class PatientArchive implements ZipArchive.Visitor {
    private static final Pattern METADATA = Pattern.compile("ihe_xdm/subset[^/]*/metadata\\.xml");
    /** Characters that turn a name round, a drive or second stream, an end that Windows cuts off. */
    private static final Pattern DISGUISE = Pattern.compile("[\\p{Cc}\\p{Cf}:]|[. ](?:/|$)");

    private static final Set<Content> TEXT = Set.of(Content.TEXT);

    private static final Map<String, Set<Content>> ALLOWED = Map.ofEntries(
            Map.entry("xml", TEXT),
            Map.entry("xsl", TEXT),
            Map.entry("xslt", TEXT),
            Map.entry("htm", TEXT),
            Map.entry("html", TEXT),
            Map.entry("css", TEXT),
            Map.entry("txt", TEXT),
            Map.entry("pdf", Set.of(Content.PDF)),
            Map.entry("jpg", Set.of(Content.JPEG)),
            Map.entry("jpeg", Set.of(Content.JPEG)),
            Map.entry("png", Set.of(Content.PNG)),
            Map.entry("gif", Set.of(Content.GIF)),
            Map.entry("tif", Set.of(Content.TIFF)),
            Map.entry("tiff", Set.of(Content.TIFF)),
            Map.entry("rtf", Set.of(Content.RTF)),
            Map.entry("doc", Set.of(Content.DOC, Content.RTF)),
            // documents are numbered in some archives, without more
            Map.entry("", Set.of(Content.TEXT, Content.PDF, Content.JPEG, Content.PNG, Content.TIFF, Content.RTF)));

    private boolean metadata;
    private boolean others;

    private PatientArchive() {}

    /** Reads the archive to its end, or until it cannot be read any further. */
    static Content of(InputStream file) throws IOException {
        PatientArchive archive = new PatientArchive();
        try {
            ZipArchive.read(file, new ArchiveBounds(), archive);
        } catch (UnreadableArchive e) {
            return Content.UNREADABLE_ARCHIVE;
        }
        if (!archive.metadata) {
            return Content.ARCHIVE;
        }
        return archive.others ? Content.XDM_WITH_OTHERS : Content.IHE_XDM;
    }

    @Override
    public void entry(String name, InputStream content) throws IOException {
        String plain = Ascii.lower(name);
        metadata |= METADATA.matcher(plain).matches();
        others |= DISGUISE.matcher(plain).find() || !allows(plain, content);
    }

    private static boolean allows(String name, InputStream content) throws IOException {
        String last = name.substring(name.lastIndexOf('/') + 1);
        int dot = last.lastIndexOf('.');
        Set<Content> allowed = ALLOWED.getOrDefault(dot < 0 ? "" : last.substring(dot + 1), Set.of());
        BufferedInputStream file = new BufferedInputStream(content);
        file.mark(2);
        byte[] start = file.readNBytes(2);
        file.reset();
        boolean script = start.length == 2 && start[0] == '#' && start[1] == '!';
        return !script && allowed.contains(ContentKind.ofEntry(file));
    }
}
