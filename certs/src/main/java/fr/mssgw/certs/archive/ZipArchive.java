package fr.mssgw.certs.archive;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.zip.Inflater;

/**
 * Reads a ZIP archive (PKWARE APPNOTE 6.3.10) in one pass, without a copy of it. A ZIP has two directories: a header
 * before each entry, and the central directory behind them all; some readers go by the one, some by the other, and most
 * bear octets before, between and behind. So that nobody sees another archive than we do, only an archive without any
 * such freedom is read:
 *
 * <ul>
 *   <li>Entries follow one another from the first octet on, then comes the central directory, then the end record, whose
 *       comment ends the file. Nothing lies elsewhere.
 *   <li>Both directories name the same entries at the same places, with the same name octets, flags, method, CRC and
 *       sizes, and the content bears them out. An entry may tell its sizes after its content only where Deflate itself
 *       tells the end.
 *   <li>Methods are Stored and Deflate, without encryption, several disks or a ZIP64 end record; ZIP64 sizes are read where
 *       they agree with all the others, as SharpZipLib writes them for the smallest file.
 *   <li>No two entries have one name, case aside; no extra field gives a second name; no name leaves its folder. Links
 *       and folders with content are refused.
 * </ul>
 *
 * Bounds are those of {@link ArchiveBounds}; time is linear in what is inflated.
 */
public final class ZipArchive {
    private static final long LOCAL_HEADER = 0x04034b50L;
    private static final long DESCRIPTOR = 0x08074b50L;

    private final Octets octets;
    private final ArchiveBounds bounds;
    private final Visitor visitor;
    private final Inflater inflater = new Inflater(true);
    private final Map<Long, Entry> entries = new HashMap<>();
    private final Set<String> names = new HashSet<>();

    private ZipArchive(InputStream file, ArchiveBounds bounds, Visitor visitor) {
        this.octets = new Octets(file, bounds);
        this.bounds = bounds;
        this.visitor = visitor;
    }

    /** Sees the entries as they come; whether the archive is readable is known only at its end. */
    public interface Visitor {
        /**
         * Sees a file; folders are not shown.
         *
         * @param name with slashes between folders
         * @param content to be read as far as needed, before this returns
         */
        void entry(String name, InputStream content) throws IOException;
    }

    /** Whether a file that starts so is a ZIP for its readers: with an entry, empty, or the first part of several. */
    public static boolean startsLikeOne(byte[] head) {
        return head.length > 3
                && head[0] == 'P'
                && head[1] == 'K'
                && (head[2] == 3 && head[3] == 4 || head[2] == 5 && head[3] == 6 || head[2] == 7 && head[3] == 8);
    }

    /**
     * Reads an archive.
     *
     * @param file read to its end, unless this fails
     * @param bounds of the file, also for the archives that the visitor finds in it
     * @throws UnreadableArchive when it is not read, whatever the visitor was shown until then
     * @throws IOException when the file or the visitor fails
     */
    public static void read(InputStream file, ArchiveBounds bounds, Visitor visitor) throws IOException {
        bounds.enter();
        ZipArchive archive = new ZipArchive(file, bounds, visitor);
        try {
            archive.run();
        } finally {
            archive.inflater.end();
            bounds.leave();
        }
    }

    private void run() throws IOException {
        long start = octets.position();
        long signature = octets.u32();
        while (signature == LOCAL_HEADER) {
            bounds.entry();
            entries.put(start, entry());
            start = octets.position();
            signature = octets.u32();
        }
        new CentralDirectory(octets, entries).check(signature);
    }

    private Entry entry() throws IOException {
        Entry announced = Entry.readLocal(octets);
        String name = EntryNames.read(announced.name(), announced.declaresUtf8());
        EntryContent content = content(announced);
        boolean folder = name.endsWith("/");
        if (!folder) {
            if (!names.add(EntryNames.folded(name))) {
                throw new UnreadableArchive("two entries of one name");
            }
            visitor.entry(name, content);
        }
        content.drain();
        Entry read = announced.asRead(content);
        if (announced.hasDescriptor()) {
            descriptor(read);
        }
        if (folder && read.size() > 0) {
            throw new UnreadableArchive("a folder with content");
        }
        return read;
    }

    private EntryContent content(Entry announced) {
        if (announced.method() == Entry.STORED) {
            return new StoredContent(octets, announced.size(), bounds);
        }
        long most = announced.hasDescriptor() ? Long.MAX_VALUE : announced.compressed();
        return new DeflatedContent(octets, inflater, most, bounds);
    }

    /** APPNOTE §4.3.9: most writers begin it with a signature. */
    private void descriptor(Entry read) throws IOException {
        long first = octets.u32();
        long crc = first == DESCRIPTOR ? octets.u32() : first;
        if (crc != read.crc() || octets.u32() != read.compressed() || octets.u32() != read.size()) {
            throw new UnreadableArchive("an entry is not what its descriptor says");
        }
    }
}
