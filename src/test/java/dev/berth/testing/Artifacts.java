package dev.berth.testing;

import dev.berth.oci.Digest;
import dev.berth.oci.Manifest;
import dev.berth.oci.MediaType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Things that people push and that are no images, with the labels that their own clients write. */
public final class Artifacts {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String TAR = "application/vnd.oci.image.layer.v1.tar";

    private Artifacts() {}

    /** As {@code apptainer push} writes it: the configuration has no bytes at all. */
    public static TestImage aSif(String content) {
        return anArtifact(
                null,
                Blob.of("application/vnd.sylabs.sif.config.v1+json", new byte[0]),
                blob("application/vnd.sylabs.sif.layer.v1.sif", content));
    }

    public static TestImage aHelmChart(String content) {
        return anArtifact(
                null,
                blob("application/vnd.cncf.helm.config.v1+json", "{\"name\":\"chart\",\"version\":\"0.1.0\"}"),
                blob("application/vnd.cncf.helm.chart.content.v1.tar+gzip", content));
    }

    /** With its configuration called an image's, as Ollama does. */
    public static TestImage anOllamaModel(String content) {
        return anArtifact(
                null,
                blob(MediaType.DOCKER_CONFIG.value(), "{\"model_format\":\"gguf\"}"),
                blob("application/vnd.ollama.image.model", content));
    }

    /** As BuildKit writes it with {@code image-manifest=true}: the layers are called an image's. */
    public static TestImage aBuildKitCache(String content) {
        return anArtifact(
                null, blob("application/vnd.buildkit.cacheconfig.v0", "{\"layers\":[]}"), blob(TAR + "+gzip", content));
    }

    /** As {@code oras push} writes it where nobody says what it is. */
    public static TestImage files(String content) {
        return anArtifact(
                "application/vnd.unknown.artifact.v1",
                blob("application/vnd.oci.empty.v1+json", "{}"),
                blob(TAR, content));
    }

    /** As cosign writes it under {@code sha256-<hex>.sig}: no subject, and an image's configuration. */
    public static TestImage aCosignSignature(String content) {
        return anArtifact(
                null,
                blob(MediaType.OCI_CONFIG.value(), "{\"architecture\":\"\",\"os\":\"\"}"),
                blob("application/vnd.dev.cosign.simplesigning.v1+json", content));
    }

    /** A configuration and a layer called so. */
    public static TestImage called(String configType, String layerType, String content) {
        return anArtifact(null, blob(configType, "{}"), blob(layerType, content));
    }

    public static TestImage anArtifact(@Nullable String artifactType, Blob config, Blob... layers) {
        Map<String, Object> manifest = new LinkedHashMap<>();
        manifest.put("schemaVersion", 2);
        manifest.put("mediaType", MediaType.OCI_MANIFEST.value());
        if (artifactType != null) {
            manifest.put("artifactType", artifactType);
        }
        manifest.put("config", config.descriptor());
        manifest.put("layers", Stream.of(layers).map(Blob::descriptor).toList());
        List<Blob> blobs = new ArrayList<>(List.of(config));
        blobs.addAll(List.of(layers));
        return new TestImage(
                Manifest.of(MediaType.OCI_MANIFEST, JSON.writeValueAsBytes(manifest)), blobs, List.of(), List.of());
    }

    /** The same image below a configuration of another name. */
    public static TestImage withConfigCalled(String type, TestImage image) {
        Blob config = image.blobs().getFirst();
        return anArtifact(
                null,
                new Blob(new MediaType(type), config.digest(), config.size(), config.content()),
                image.blobs().subList(1, image.blobs().size()).toArray(Blob[]::new));
    }

    /** An index with these words for a platform in each entry, as JSON; where it is empty, there is no platform at all. */
    public static TestImage anIndexSaying(String platform, TestImage... children) {
        List<String> entries = Stream.of(children)
                .map(child -> "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d%s}"
                        .formatted(
                                child.manifest().mediaType(),
                                child.digest(),
                                child.manifest().size(),
                                platform.isEmpty() ? "" : ",\"platform\":" + platform))
                .toList();
        return anIndexOfEntries("[" + String.join(",", entries) + "]", children);
    }

    /** @param manifests the value of the field, as JSON */
    public static TestImage anIndexOfEntries(String manifests, TestImage... children) {
        String index =
                "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":%s}".formatted(MediaType.OCI_INDEX, manifests);
        return new TestImage(
                Manifest.of(MediaType.OCI_INDEX, index.getBytes(StandardCharsets.UTF_8)),
                List.of(),
                List.of(children),
                List.of());
    }

    /** As old registries hold it, with a signature that nobody checks. */
    public static TestImage aSchema1Image(String content) {
        Blob layer = blob("application/vnd.docker.image.rootfs.diff.tar.gzip", content);
        String manifest = """
                {
                   "schemaVersion": 1,
                   "name": "biocontainers/bwa",
                   "tag": "0.7",
                   "architecture": "amd64",
                   "fsLayers": [{"blobSum": "%s"}],
                   "history": [{"v1Compatibility": "{\\"architecture\\":\\"amd64\\",\\"os\\":\\"linux\\"}"}],
                   "signatures": [{"header": {"alg": "ES256"}, "signature": "c2lnbmF0dXJl", "protected": "e30"}]
                }""".formatted(layer.digest());
        return new TestImage(
                Manifest.of(MediaType.DOCKER_SCHEMA_1_SIGNED, manifest.getBytes(StandardCharsets.UTF_8)),
                List.of(layer),
                List.of(),
                List.of());
    }

    /** A tag as kaniko gives to what it keeps of a step. */
    public static String aCacheTag(String step) {
        return Digest.ofContent(step.getBytes(StandardCharsets.UTF_8)).hex();
    }

    public static Blob blob(String type, String content) {
        return Blob.of(type, content.getBytes(StandardCharsets.UTF_8));
    }
}
