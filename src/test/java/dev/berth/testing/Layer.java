package dev.berth.testing;

import dev.berth.oci.Digest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** One layer of a test image: what a registry holds, and the digest of the tar within, which the config names. */
public record Layer(Blob blob, Digest diffId) {

    public static final String GZIP = "application/vnd.oci.image.layer.v1.tar+gzip";
    public static final String PLAIN = "application/vnd.oci.image.layer.v1.tar";

    private static final int TAR_RECORD = 512;

    public static Builder containing(String path, String content) {
        return new Builder().file(path, content);
    }

    public static Builder deleting(String path) {
        return new Builder().whiteout(path);
    }

    /** A tar that is already a root file system, as mmdebstrap writes it; uncompressed, and read anew each time. */
    public static Layer ofTar(Path tar) {
        Blob blob = Blob.streamed(PLAIN, () -> {
            try {
                return Files.newInputStream(tar);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return new Layer(blob, blob.digest());
    }

    /** An uncompressed layer with one file of this many bytes, generated while it is read and never held. */
    public static Layer ofSize(long bytes) {
        return ofSize(bytes, 1);
    }

    /** Another seed makes another digest. */
    public static Layer ofSize(long bytes, long seed) {
        byte[] header = tarHeader("large.bin", bytes);
        byte[] block = new byte[1 << 20];
        new Random(seed).nextBytes(block);
        int padding = (int) ((TAR_RECORD - bytes % TAR_RECORD) % TAR_RECORD) + 2 * TAR_RECORD;
        Blob blob = Blob.streamed(
                PLAIN,
                () -> new SequenceInputStream(Collections.enumeration(List.of(
                        new ByteArrayInputStream(header),
                        new RepeatingStream(block, bytes),
                        new ByteArrayInputStream(new byte[padding])))));
        return new Layer(blob, blob.digest());
    }

    private static byte[] tarHeader(String name, long size) {
        byte[] header = new byte[TAR_RECORD];
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(size);
        entry.setModTime(0);
        entry.writeEntryHeader(header);
        return header;
    }

    /** Builds a layer entry by entry; the same entries give the same digest. */
    public static final class Builder {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8");

        private Builder() {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        }

        public Builder file(String path, String content) {
            return file(path, content.getBytes(StandardCharsets.UTF_8), 0644);
        }

        public Builder file(String path, byte[] content, int mode) {
            TarArchiveEntry entry = new TarArchiveEntry(path);
            entry.setSize(content.length);
            entry.setMode(0100000 | mode);
            return add(entry, content);
        }

        public Builder link(String path, String target) {
            TarArchiveEntry entry = new TarArchiveEntry(path, TarConstants.LF_SYMLINK);
            entry.setLinkName(target);
            return add(entry, new byte[0]);
        }

        /** Deletes what a lower layer has at this path. */
        public Builder whiteout(String path) {
            int slash = path.lastIndexOf('/') + 1;
            return file(path.substring(0, slash) + ".wh." + path.substring(slash), "");
        }

        /** Hides everything that lower layers have in this folder. */
        public Builder opaque(String folder) {
            return file(folder + "/.wh..wh..opq", "");
        }

        private Builder add(TarArchiveEntry entry, byte[] content) {
            entry.setModTime(0);
            try {
                tar.putArchiveEntry(entry);
                tar.write(content);
                tar.closeArchiveEntry();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return this;
        }

        public Layer gzipped() {
            byte[] content = finished();
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (OutputStream gzip = new GZIPOutputStream(packed)) {
                gzip.write(content);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return new Layer(Blob.of(GZIP, packed.toByteArray()), Digest.ofContent(content));
        }

        public Layer plain() {
            byte[] content = finished();
            return new Layer(Blob.of(PLAIN, content), Digest.ofContent(content));
        }

        private byte[] finished() {
            try {
                tar.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return bytes.toByteArray();
        }
    }

    /** This many bytes of one block over and over. */
    private static final class RepeatingStream extends InputStream {

        private final byte[] block;
        private final long length;
        private long position;

        RepeatingStream(byte[] block, long length) {
            this.block = block;
            this.length = length;
        }

        @Override
        public int read() {
            return position == length ? -1 : block[(int) (position++ % block.length)] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int count) {
            if (position == length) {
                return -1;
            }
            int at = (int) (position % block.length);
            int amount = (int) Math.min(Math.min(count, block.length - at), length - position);
            System.arraycopy(block, at, target, offset, amount);
            position += amount;
            return amount;
        }
    }
}
