package dev.berth.sandbox.scanner;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a layer, one after another, as ustar, pax and GNU tar write them. It holds a header at a time; what the
 * caller does not read of an entry is skipped.
 */
final class TarReader {

    private static final int RECORD = 512;

    /** Names and pax headers; nothing that is one comes near. */
    private static final int MAX_META = 1 << 20;

    enum Kind {
        FILE,
        DIRECTORY,
        SYMLINK,
        HARDLINK,
        OTHER
    }

    record Entry(String path, Kind kind, long size, String link) {}

    private final InputStream in;
    private final byte[] header = new byte[RECORD];
    private long unread;
    private long padding;

    TarReader(InputStream in) {
        this.in = in;
    }

    /** Nothing at the end of the archive. */
    @Nullable
    Entry next() throws IOException {
        Map<String, String> pax = Map.of();
        String longName = null;
        String longLink = null;
        while (true) {
            in.skipNBytes(unread + padding);
            unread = 0;
            padding = 0;
            if (!readHeader()) {
                return null;
            }
            long size = number(124, 12);
            begin(size);
            switch (header[156]) {
                case 'x' -> pax = pax(meta(size));
                case 'g' -> meta(size);
                case 'L' -> longName = text(meta(size));
                case 'K' -> longLink = text(meta(size));
                default -> {
                    String sized = pax.get("size");
                    if (sized != null) {
                        size = Long.parseLong(sized);
                        begin(size);
                    }
                    String path = pax.getOrDefault("path", longName == null ? name() : longName);
                    String link = pax.getOrDefault("linkpath", longLink == null ? field(157, 100) : longLink);
                    Kind kind = kind(path);
                    if (isHeaderAlone()) {
                        // Whatever size it says, nothing follows: so do those that unpack layers read it.
                        begin(0);
                        size = 0;
                    }
                    return new Entry(path, kind, size, link);
                }
            }
        }
    }

    /** The content of the entry that was read last. */
    byte[] content() throws IOException {
        byte[] content = in.readNBytes(Math.toIntExact(unread));
        if (content.length < unread) {
            throw new EOFException("An entry ends before its announced size");
        }
        unread = 0;
        return content;
    }

    private void begin(long size) throws IOException {
        if (size < 0) {
            throw new IOException("An entry has a negative size");
        }
        unread = size;
        padding = (RECORD - size % RECORD) % RECORD;
    }

    private byte[] meta(long size) throws IOException {
        if (size > MAX_META) {
            throw new IOException("An entry's header has %d bytes".formatted(size));
        }
        return content();
    }

    private boolean readHeader() throws IOException {
        if (!fill()) {
            return false;
        }
        if (isZero()) {
            if (fill() && !isZero()) {
                throw new IOException("The archive goes on after its end");
            }
            return false;
        }
        long sum = 0;
        for (int i = 0; i < RECORD; i++) {
            sum += i >= 148 && i < 156 ? ' ' : Byte.toUnsignedInt(header[i]);
        }
        if (sum != number(148, 8)) {
            throw new IOException("The layer is not a tar archive, or is damaged");
        }
        return true;
    }

    private boolean fill() throws IOException {
        int read = in.readNBytes(header, 0, RECORD);
        if (read > 0 && read < RECORD) {
            throw new EOFException("The archive breaks off within a header");
        }
        return read == RECORD;
    }

    private boolean isZero() {
        for (byte b : header) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    private boolean isHeaderAlone() {
        return header[156] >= '1' && header[156] <= '6';
    }

    private Kind kind(String path) {
        return switch (header[156]) {
            case '0', 0, '7' -> path.endsWith("/") ? Kind.DIRECTORY : Kind.FILE;
            case '1' -> Kind.HARDLINK;
            case '2' -> Kind.SYMLINK;
            case '5' -> Kind.DIRECTORY;
            default -> Kind.OTHER;
        };
    }

    private String name() {
        boolean posix = field(257, 6).equals("ustar") && header[263] == '0';
        String prefix = posix ? field(345, 155) : "";
        return prefix.isEmpty() ? field(0, 100) : prefix + "/" + field(0, 100);
    }

    private String field(int from, int length) {
        return text(Arrays.copyOfRange(header, from, from + length));
    }

    private static String text(byte[] bytes) {
        int end = 0;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }

    /** Octal digits, or, where the first bit is set, a big-endian number as GNU tar writes large ones. */
    private long number(int from, int length) throws IOException {
        if ((header[from] & 0x80) != 0) {
            long value = header[from] & 0x7f;
            for (int i = from + 1; i < from + length; i++) {
                if (value >>> 55 != 0) {
                    throw new IOException("A number in a header is too large");
                }
                value = (value << 8) | (header[i] & 0xff);
            }
            return value;
        }
        String digits = field(from, length).strip();
        if (!digits.matches("[0-7]*")) {
            throw new IOException("The layer is not a tar archive, or is damaged");
        }
        return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
    }

    private static Map<String, String> pax(byte[] records) throws IOException {
        Map<String, String> values = new HashMap<>();
        int at = 0;
        while (at < records.length) {
            int space = at;
            while (space < records.length && records[space] != ' ') {
                space++;
            }
            String length = new String(records, at, space - at, StandardCharsets.US_ASCII);
            int end = length.matches("[0-9]{1,7}") ? at + Integer.parseInt(length) : -1;
            if (end < space + 2 || end > records.length) {
                throw new IOException("A pax header is damaged");
            }
            String record = new String(records, space + 1, end - space - 2, StandardCharsets.UTF_8);
            int equals = record.indexOf('=');
            if (equals < 0) {
                throw new IOException("A pax header is damaged");
            }
            values.put(record.substring(0, equals), record.substring(equals + 1));
            at = end;
        }
        return values;
    }
}
