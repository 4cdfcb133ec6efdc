package dev.berth.oci;

import dev.berth.testing.Blob;
import dev.berth.testing.TestImage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Images that no honest client pushes, beside those of the fixtures. */
public final class Graphs {

    private static final JsonMapper JSON = JsonMapper.shared();

    private Graphs() {}

    /** The first blob is the config. */
    public static TestImage image(List<Blob> blobs) {
        Map<String, Object> manifest = new LinkedHashMap<>();
        manifest.put("schemaVersion", 2);
        manifest.put("config", descriptor(blobs.getFirst()));
        manifest.put("layers", blobs.stream().skip(1).map(Graphs::descriptor).toList());
        return new TestImage(
                Manifest.of(MediaType.OCI_MANIFEST, JSON.writeValueAsBytes(manifest)), blobs, List.of(), List.of());
    }

    /** The same that also says it is about another. */
    static TestImage about(TestImage subject, TestImage image) {
        return changed(
                image,
                manifest -> manifest.putObject("subject")
                        .put("mediaType", subject.manifest().mediaType().value())
                        .put("digest", subject.digest().value())
                        .put("size", subject.manifest().size()));
    }

    /** The same with another manifest, and so another digest. */
    static TestImage changed(TestImage image, Consumer<ObjectNode> change) {
        ObjectNode manifest = (ObjectNode) JSON.readTree(image.manifest().bytes());
        change.accept(manifest);
        return new TestImage(
                Manifest.of(image.manifest().mediaType(), JSON.writeValueAsBytes(manifest)),
                image.blobs(),
                image.children(),
                List.of());
    }

    static TestImage indexOf(TestImage... children) {
        Map<String, Object> index = new LinkedHashMap<>();
        index.put("schemaVersion", 2);
        index.put("mediaType", MediaType.OCI_INDEX.value());
        index.put("manifests", Stream.of(children).map(Graphs::descriptor).toList());
        return new TestImage(
                Manifest.of(MediaType.OCI_INDEX, JSON.writeValueAsBytes(index)),
                List.of(),
                List.of(children),
                List.of());
    }

    /** As BuildKit writes it: the image, and beside it what is said to be its attestation. */
    public static TestImage attested(TestImage image, TestImage attestation) {
        return changed(indexOf(image, attestation), index -> {
            ObjectNode entry = (ObjectNode) index.withArray("manifests").get(1);
            entry.putObject("platform").put("architecture", "unknown").put("os", "unknown");
            entry.putObject("annotations")
                    .put("vnd.docker.reference.digest", image.digest().value())
                    .put("vnd.docker.reference.type", "attestation-manifest");
        });
    }

    private static Map<String, Object> descriptor(TestImage child) {
        return Map.of(
                "mediaType",
                child.manifest().mediaType().value(),
                "digest",
                child.digest().value(),
                "size",
                child.manifest().size());
    }

    private static Map<String, Object> descriptor(Blob blob) {
        return Map.of(
                "mediaType", blob.mediaType().value(), "digest", blob.digest().value(), "size", blob.size());
    }
}
