package dev.berth.sandbox.registry;

import dev.berth.oci.Descriptor;
import dev.berth.oci.Digest;
import dev.berth.oci.MalformedManifest;
import dev.berth.oci.Manifest;
import dev.berth.oci.ManifestContent;
import dev.berth.oci.MediaType;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a registry needs to know of a manifest. Docker's schema 1 is taken too, as ECR takes it, though nobody here reads more of it than
 * the layers that it names.
 *
 * @param blobs that must be there first: not those that are kept elsewhere by their nature
 * @param children the manifests that an index names
 * @param size bytes of config and layers, as far as the manifest tells
 */
record Contained(
        List<Digest> blobs,
        List<Digest> children,
        long size,
        @Nullable MediaType config,
        @Nullable String artifactType,
        @Nullable Digest subject,
        Map<String, String> annotations) {

    /** @throws MalformedManifest where the bytes are not what their media type says */
    static Contained in(Manifest manifest) {
        if (manifest.mediaType().isSchema1()) {
            return schema1(manifest.bytes());
        }
        return switch (manifest.content()) {
            case ManifestContent.Image image -> image(image);
            case ManifestContent.Index index ->
                new Contained(
                        List.of(),
                        digests(index.manifests().stream()),
                        0,
                        null,
                        index.artifactType(),
                        digest(index.subject()),
                        index.annotations());
        };
    }

    private static Contained image(ManifestContent.Image image) {
        MediaType config = image.config().mediaType();
        return new Contained(
                digests(image.blobs().stream().filter(blob -> !blob.mediaType().isForeignLayer())),
                List.of(),
                image.blobs().stream().mapToLong(Descriptor::size).sum(),
                config,
                image.artifactType() == null ? config.value() : image.artifactType(),
                digest(image.subject()),
                image.annotations());
    }

    private static Contained schema1(byte[] bytes) {
        try {
            JsonNode root = JsonMapper.shared().readTree(bytes);
            JsonNode layers = root.path("fsLayers");
            if (root.path("schemaVersion").intValue(0) != 1 || !layers.isArray()) {
                throw new MalformedManifest("A manifest of schema 1 has schemaVersion 1 and fsLayers");
            }
            List<Digest> blobs = layers.valueStream()
                    .map(layer -> Digest.of(layer.path("blobSum").stringValue("")))
                    .distinct()
                    .toList();
            return new Contained(blobs, List.of(), 0, null, null, null, Map.of());
        } catch (JacksonException | IllegalArgumentException e) {
            throw new MalformedManifest("The manifest is not JSON, or names a layer without a digest", e);
        }
    }

    private static List<Digest> digests(Stream<Descriptor> descriptors) {
        return descriptors.map(Descriptor::digest).distinct().toList();
    }

    private static @Nullable Digest digest(@Nullable Descriptor descriptor) {
        return descriptor == null ? null : descriptor.digest();
    }
}
