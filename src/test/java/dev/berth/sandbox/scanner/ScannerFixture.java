package dev.berth.sandbox.scanner;

import dev.berth.oci.Digest;
import dev.berth.oci.RepositoryName;
import dev.berth.oci.Tag;
import dev.berth.sandbox.registry.ImagePut;
import dev.berth.sandbox.registry.LayerUploads;
import dev.berth.sandbox.registry.RegistryStore;
import dev.berth.sandbox.registry.StoredImage;
import dev.berth.sandbox.registry.TagMutability;
import dev.berth.testing.TestImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** A registry and a scanner on one directory, without a server. */
final class ScannerFixture implements AutoCloseable {

    static final RepositoryName REPOSITORY = RepositoryName.of("nextflow-staging/alice");

    private final AtomicReference<Consumer<ImagePut>> listener = new AtomicReference<>(put -> {});
    private final RegistryStore store;
    private final LayerUploads uploads;
    private final Scans scans;

    ScannerFixture(Path directory) {
        InstantSource clock = InstantSource.system();
        store = new RegistryStore(
                directory.resolve("registry"), clock, put -> listener.get().accept(put));
        uploads = new LayerUploads(store, directory.resolve("registry"), clock);
        scans = new Scans(store, new ImageReading(store, Advisories.bundled()), directory.resolve("scanner"), clock);
        listener.set(scans::on);
        if (store.find(REPOSITORY).isEmpty()) {
            store.create(REPOSITORY, TagMutability.MUTABLE, true, Map.of());
            scans.use(new ScannerSettings(Duration.ZERO, Scan.Shape.BASIC));
        }
    }

    RegistryStore store() {
        return store;
    }

    Scans scans() {
        return scans;
    }

    StoredImage push(TestImage image) {
        image.everyManifest().flatMap(each -> each.blobs().stream()).forEach(blob -> {
            try (InputStream content = blob.content().get()) {
                uploads.whole(REPOSITORY, blob.digest(), blob.size(), content);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        image.children().forEach(child -> store.put(REPOSITORY, child.manifest(), null));
        return store.put(REPOSITORY, image.manifest(), Tag.of("latest")).image();
    }

    Inspection inspect(TestImage image) {
        return new ImageReading(store, Advisories.bundled()).apply(push(image));
    }

    Scan scan(Digest digest) {
        return scans.of(REPOSITORY, digest).orElseThrow();
    }

    @Override
    public void close() {
        scans.close();
    }
}
