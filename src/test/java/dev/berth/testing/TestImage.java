package dev.berth.testing;

import dev.berth.oci.Digest;
import dev.berth.oci.Manifest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/**
 * An image, an index or an artifact as it stands in a registry: the manifest, the blobs it names, the manifests it
 * names, and those that refer to it.
 */
public record TestImage(Manifest manifest, List<Blob> blobs, List<TestImage> children, List<TestImage> referrers) {

    public TestImage {
        blobs = List.copyOf(blobs);
        children = List.copyOf(children);
        referrers = List.copyOf(referrers);
    }

    public Digest digest() {
        return manifest.digest();
    }

    public TestImage withReferrer(TestImage referrer) {
        return new TestImage(
                manifest,
                blobs,
                children,
                Stream.concat(referrers.stream(), Stream.of(referrer)).toList());
    }

    /** This and every manifest under it or about it, children before parents. */
    public Stream<TestImage> everyManifest() {
        return Stream.of(
                        children.stream().flatMap(TestImage::everyManifest),
                        Stream.of(this),
                        referrers.stream().flatMap(TestImage::everyManifest))
                .flatMap(stream -> stream);
    }

    Map<String, Object> descriptor() {
        return Blob.descriptor(manifest.mediaType(), manifest.digest(), manifest.size());
    }

    /** An OCI image layout that holds it under this name, for {@code skopeo copy oci:<folder>:<name>}; Skopeo reads none of Docker's types there. */
    public Path writeTo(Path folder, String name) {
        Map<String, Object> entry = new LinkedHashMap<>(descriptor());
        entry.put("annotations", Map.of("org.opencontainers.image.ref.name", name));
        Map<String, Object> index = new LinkedHashMap<>();
        index.put("schemaVersion", 2);
        index.put("manifests", List.of(entry));
        try {
            Path store = Files.createDirectories(folder.resolve("blobs/sha256"));
            Files.writeString(folder.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
            Files.write(folder.resolve("index.json"), JsonMapper.shared().writeValueAsBytes(index));
            for (TestImage image : everyManifest().toList()) {
                Files.write(
                        store.resolve(image.digest().hex()), image.manifest().bytes());
                for (Blob blob : image.blobs()) {
                    write(blob, store.resolve(blob.digest().hex()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return folder;
    }

    private static void write(Blob blob, Path file) throws IOException {
        if (!Files.exists(file)) {
            try (InputStream content = blob.content().get()) {
                Files.copy(content, file);
            }
        }
    }
}
