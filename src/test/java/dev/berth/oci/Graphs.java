package dev.berth.oci;

import dev.berth.testing.Blob;
import dev.berth.testing.TestImage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Images that no honest client pushes, beside those of the fixtures. */
final class Graphs {

    private static final JsonMapper JSON = JsonMapper.shared();

    private Graphs() {}

    /** The first blob is the config. */
    static TestImage image(List<Blob> blobs) {
        Map<String, Object> manifest = new LinkedHashMap<>();
        manifest.put("schemaVersion", 2);
        manifest.put("config", descriptor(blobs.getFirst()));
        manifest.put("layers", blobs.stream().skip(1).map(Graphs::descriptor).toList());
        return new TestImage(
                Manifest.of(MediaType.OCI_MANIFEST, JSON.writeValueAsBytes(manifest)), blobs, List.of(), List.of());
    }

    /** A whole image that also says it is about another. */
    static TestImage imageAbout(TestImage subject, TestImage image) {
        JsonNode manifest = JSON.readTree(image.manifest().bytes());
        ((ObjectNode) manifest)
                .putObject("subject")
                .put("mediaType", subject.manifest().mediaType().value())
                .put("digest", subject.digest().value())
                .put("size", subject.manifest().size());
        return new TestImage(
                Manifest.of(image.manifest().mediaType(), JSON.writeValueAsBytes(manifest)),
                image.blobs(),
                List.of(),
                List.of());
    }

    static TestImage indexOf(TestImage child) {
        Map<String, Object> index = new LinkedHashMap<>();
        index.put("schemaVersion", 2);
        index.put(
                "manifests",
                List.of(Map.of(
                        "mediaType",
                        child.manifest().mediaType().value(),
                        "digest",
                        child.digest().value(),
                        "size",
                        child.manifest().size())));
        return new TestImage(
                Manifest.of(MediaType.OCI_INDEX, JSON.writeValueAsBytes(index)), List.of(), List.of(child), List.of());
    }

    private static Map<String, Object> descriptor(Blob blob) {
        return Map.of(
                "mediaType", blob.mediaType().value(), "digest", blob.digest().value(), "size", blob.size());
    }
}
