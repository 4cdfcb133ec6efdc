package dev.berth.sandbox.scanner;

import dev.berth.oci.Descriptor;
import dev.berth.oci.ManifestContent;
import dev.berth.sandbox.registry.RegistryStore;
import dev.berth.sandbox.registry.StoredBlob;
import dev.berth.sandbox.registry.StoredImage;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;

/** Reads an image from its layers' bytes. Layers stream; what is held are the package databases, and those are bounded. */
final class ImageReading implements Function<StoredImage, Inspection> {

    /** Of all layers unpacked: more than any image that somebody runs, less than a bomb needs. */
    private static final long MAX_UNPACKED = 64L << 30;

    private static final Set<String> TARS = Set.of(
            "application/vnd.oci.image.layer.v1.tar",
            "application/vnd.oci.image.layer.v1.tar+gzip",
            "application/vnd.docker.image.rootfs.diff.tar",
            "application/vnd.docker.image.rootfs.diff.tar.gzip");

    private final RegistryStore store;
    private final Advisories advisories;
    private final long maxUnpacked;

    ImageReading(RegistryStore store, Advisories advisories) {
        this(store, advisories, MAX_UNPACKED);
    }

    ImageReading(RegistryStore store, Advisories advisories, long maxUnpacked) {
        this.store = store;
        this.advisories = advisories;
        this.maxUnpacked = maxUnpacked;
    }

    @Override
    public Inspection apply(StoredImage image) {
        if (!image.mediaType().isManifest()) {
            return new Inspection.Unsupported(
                    "UnsupportedImageError: A manifest of type %s is not scanned".formatted(image.mediaType()));
        }
        ManifestContent content =
                store.manifest(image.repository(), image.digest()).content();
        return switch (content) {
            case ManifestContent.Index index -> new Inspection.Unsupported("An index is not scanned");
            case ManifestContent.Image layered -> read(image, layered.layers());
        };
    }

    private Inspection read(StoredImage image, List<Descriptor> layers) {
        LayeredFiles files = new LayeredFiles();
        long left = maxUnpacked;
        for (Descriptor layer : layers) {
            Optional<StoredBlob> blob = store.blob(image.repository(), layer.digest());
            if (blob.isEmpty() || !TARS.contains(layer.mediaType().value())) {
                return new Inspection.Unsupported("UnsupportedImageError: The layer %s of type %s cannot be read"
                        .formatted(layer.digest(), layer.mediaType()));
            }
            try (Bounded unpacked = new Bounded(unpacked(blob.get()), left)) {
                files.add(new TarReader(unpacked));
                // To the end, where gzip has its check sum.
                unpacked.transferTo(OutputStream.nullOutputStream());
                left = unpacked.left;
            } catch (IOException | IllegalArgumentException e) {
                return new Inspection.Failed(
                        "The layer %s cannot be read: %s".formatted(layer.digest(), e.getMessage()));
            }
        }
        return judge(files);
    }

    private Inspection judge(LayeredFiles files) {
        Optional<Distribution.Release> release = LayeredFiles.OS_RELEASE.stream()
                .sorted()
                .flatMap(path -> files.content(path).stream())
                .findFirst()
                .flatMap(Distribution::of);
        return release.flatMap(known -> PackageDatabases.read(files, known.distribution())
                        .<Inspection>map(packages -> new Inspection.Read(advisories.findings(known, packages))))
                .orElseGet(() -> new Inspection.Unsupported(
                        "UnsupportedImageError: The operating system and/or package manager are not supported."));
    }

    /** By its first bytes, which cannot say something else than the content is, as a media type can. */
    private static InputStream unpacked(StoredBlob blob) throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(blob.file()), 64 * 1024);
        in.mark(2);
        boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        return gzip ? new GZIPInputStream(in, 64 * 1024) : in;
    }

    /** Lets so many bytes through, and no more. */
    private static final class Bounded extends FilterInputStream {

        private long left;

        private Bounded(InputStream in, long limit) {
            super(in);
            this.left = limit;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int read = super.read(target, offset, length);
            left -= Math.max(0, read);
            if (left < 0) {
                throw new IOException("The image unpacks to more than is read");
            }
            return read;
        }

        @Override
        public long skip(long count) throws IOException {
            long skipped = super.skip(count);
            left -= skipped;
            if (left < 0) {
                throw new IOException("The image unpacks to more than is read");
            }
            return skipped;
        }
    }
}
