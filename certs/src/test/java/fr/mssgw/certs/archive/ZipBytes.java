package fr.mssgw.certs.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Writes a ZIP octet by octet, as a test wants it: right unless a test changes one of the fields. */
public final class ZipBytes {
    private static final byte[] NONE = {};

    private final List<Item> items = new ArrayList<>();
    public byte[] before = NONE;
    public byte[] beforeDirectory = NONE;
    public byte[] beforeEnd = NONE;
    public byte[] after = NONE;
    public byte[] comment = NONE;
    public int disk;
    public int directoryDisk;
    public int moreEntries;
    public int moreEntriesHere;
    public long directorySizeShift;
    public long directoryStartShift;

    /** One entry, and what each directory says of it. */
    public static final class Item {
        public byte[] before = NONE;
        public byte[] name;
        public byte[] centralName;
        public byte[] data;
        public byte[] descriptor = NONE;
        public byte[] extra = NONE;
        public byte[] centralExtra = NONE;
        public byte[] comment = NONE;
        public int flags;
        public int centralFlags;
        public int method;
        public int centralMethod;
        public long crc;
        public long compressed;
        public long size;
        public long centralCrc;
        public long centralCompressed;
        public long centralSize;
        public int madeBy = 20;
        public int disk;
        public long attributes;
        public long offsetShift;
        public boolean unlisted;

        private Item(String name, byte[] content, boolean deflate) {
            this.name = name.getBytes(UTF_8);
            this.centralName = this.name;
            this.data = deflate ? deflated(content) : content;
            this.method = deflate ? 8 : 0;
            this.centralMethod = method;
            this.centralCrc = crcOf(content);
            this.centralCompressed = data.length;
            this.centralSize = content.length;
            this.crc = centralCrc;
            this.compressed = centralCompressed;
            this.size = centralSize;
        }

        /** Tells sum and sizes behind the content, with the usual signature or without. */
        public void streamed(boolean signed) {
            flags |= 8;
            centralFlags |= 8;
            crc = 0;
            compressed = 0;
            size = 0;
            descriptor = new Little()
                    .u32(signed ? 0x08074b50L : centralCrc)
                    .u32(signed ? centralCrc : centralCompressed)
                    .u32(signed ? centralCompressed : centralSize)
                    .bytes();
            if (signed) {
                descriptor = new Little().add(descriptor).u32(centralSize).bytes();
            }
        }
    }

    /** Little-endian numbers. */
    public static final class Little {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        public Little u16(long number) {
            out.write((int) number);
            out.write((int) (number >> 8));
            return this;
        }

        public Little u32(long number) {
            return u16(number).u16(number >> 16);
        }

        public Little u64(long number) {
            return u32(number).u32(number >> 32);
        }

        public Little add(byte[] octets) {
            out.writeBytes(octets);
            return this;
        }

        public byte[] bytes() {
            return out.toByteArray();
        }

        int size() {
            return out.size();
        }
    }

    public static ZipBytes of(String name, String content) {
        return new ZipBytes().deflated(name, content.getBytes(UTF_8));
    }

    @SafeVarargs
    public final ZipBytes deflated(String name, byte[] content, Consumer<Item>... changes) {
        return add(new Item(name, content, true), changes);
    }

    @SafeVarargs
    public final ZipBytes stored(String name, byte[] content, Consumer<Item>... changes) {
        return add(new Item(name, content, false), changes);
    }

    private ZipBytes add(Item item, Consumer<Item>[] changes) {
        items.add(item);
        for (Consumer<Item> change : changes) {
            change.accept(item);
        }
        return this;
    }

    public ZipBytes with(Consumer<ZipBytes> change) {
        change.accept(this);
        return this;
    }

    /** Changes the entry that was written last. */
    public ZipBytes last(Consumer<Item> change) {
        change.accept(items.get(items.size() - 1));
        return this;
    }

    public static byte[] extra(int id, byte[] data) {
        return new Little().u16(id).u16(data.length).add(data).bytes();
    }

    public byte[] bytes() {
        Little out = new Little().add(before);
        Little directory = new Little();
        int listed = 0;
        for (Item item : items) {
            out.add(item.before);
            long offset = out.size();
            out.u32(0x04034b50L).u16(20).u16(item.flags).u16(item.method).u32(0x5a21_0000L);
            out.u32(item.crc).u32(item.compressed).u32(item.size);
            out.u16(item.name.length).u16(item.extra.length).add(item.name).add(item.extra);
            out.add(item.data).add(item.descriptor);
            if (!item.unlisted) {
                listed++;
                directory.u32(0x02014b50L).u16(item.madeBy).u16(20).u16(item.centralFlags);
                directory.u16(item.centralMethod).u32(0x5a21_0000L);
                directory.u32(item.centralCrc).u32(item.centralCompressed).u32(item.centralSize);
                directory
                        .u16(item.centralName.length)
                        .u16(item.centralExtra.length)
                        .u16(item.comment.length);
                directory.u16(item.disk).u16(0).u32(item.attributes).u32(offset + item.offsetShift);
                directory.add(item.centralName).add(item.centralExtra).add(item.comment);
            }
        }
        out.add(beforeDirectory);
        long start = out.size();
        out.add(directory.bytes());
        long size = out.size() - start;
        out.add(beforeEnd);
        out.u32(0x06054b50L).u16(disk).u16(directoryDisk);
        out.u16(listed + moreEntriesHere).u16(listed + moreEntries);
        out.u32(size + directorySizeShift).u32(start + directoryStartShift);
        return out.u16(comment.length).add(comment).add(after).bytes();
    }

    public static long crcOf(byte[] content) {
        CRC32 crc = new CRC32();
        crc.update(content);
        return crc.getValue();
    }

    private static byte[] deflated(byte[] content) {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        deflater.setInput(content);
        deflater.finish();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        while (!deflater.finished()) {
            out.write(buffer, 0, deflater.deflate(buffer));
        }
        deflater.end();
        return out.toByteArray();
    }
}
