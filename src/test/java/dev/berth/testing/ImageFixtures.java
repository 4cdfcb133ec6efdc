package dev.berth.testing;

import dev.berth.oci.Digest;
import dev.berth.oci.Manifest;
import dev.berth.oci.MediaType;
import dev.berth.oci.Platform;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Images that tests push: small, complete and the same at each run. */
public final class ImageFixtures {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String IN_TOTO = "application/vnd.in-toto+json";

    private ImageFixtures() {}

    public static Builder anImage() {
        return new Builder();
    }

    /** Nothing but one file: no package database, so a scanner finds nothing it could read. */
    public static TestImage aBareImage() {
        return anImage()
                .withLayer(Layer.containing("hello.txt", "hello\n").gzipped())
                .build();
    }

    /** A Debian 12 image with these packages, each {@code name=version}. */
    public static TestImage aDebianImage(String... packages) {
        return anImage().withDebian("12", packages).build();
    }

    /** An Alpine 3.18 image with these packages, each {@code name=version}. */
    public static TestImage anAlpineImage(String... packages) {
        return anImage().withAlpine("3.18.4", packages).build();
    }

    /** Several platforms under one digest. */
    public static TestImage anIndexOf(TestImage... children) {
        return index(MediaType.OCI_INDEX, List.of(children), false);
    }

    /** What BuildKit pushes by default: each platform's manifest, and an attestation beside each. */
    public static TestImage anAttestedIndexOf(TestImage... children) {
        return index(MediaType.OCI_INDEX, List.of(children), true);
    }

    public static TestImage aDockerListOf(TestImage... children) {
        return index(MediaType.DOCKER_LIST, List.of(children), false);
    }

    /** An artifact about the subject, as {@code oras attach} and {@code cosign} write it. */
    public static TestImage anArtifactAbout(TestImage subject, String artifactType, String content) {
        Blob config = Blob.of("application/vnd.oci.empty.v1+json", "{}".getBytes(StandardCharsets.UTF_8));
        Blob layer = Blob.of(artifactType, content.getBytes(StandardCharsets.UTF_8));
        Map<String, Object> manifest = new LinkedHashMap<>();
        manifest.put("schemaVersion", 2);
        manifest.put("mediaType", MediaType.OCI_MANIFEST.value());
        manifest.put("artifactType", artifactType);
        manifest.put("config", config.descriptor());
        manifest.put("layers", List.of(layer.descriptor()));
        manifest.put("subject", subject.descriptor());
        return new TestImage(
                Manifest.of(MediaType.OCI_MANIFEST, JSON.writeValueAsBytes(manifest)),
                List.of(config, layer),
                List.of(),
                List.of());
    }

    /** The image with a software bill of materials that refers to it. */
    public static TestImage withSbom(TestImage image) {
        return image.withReferrer(anArtifactAbout(image, "application/spdx+json", "{\"spdxVersion\":\"SPDX-2.3\"}"));
    }

    private static TestImage index(MediaType mediaType, List<TestImage> children, boolean attested) {
        List<TestImage> all = new ArrayList<>(children);
        List<Map<String, Object>> entries = new ArrayList<>();
        for (TestImage child : children) {
            entries.add(entry(child, platformOf(child)));
        }
        if (attested) {
            for (TestImage child : children) {
                TestImage attestation = anAttestationOf(child.digest());
                Map<String, Object> entry = entry(attestation, Platform.UNKNOWN);
                Map<String, String> annotations = new LinkedHashMap<>();
                annotations.put("vnd.docker.reference.digest", child.digest().value());
                annotations.put("vnd.docker.reference.type", "attestation-manifest");
                entry.put("annotations", annotations);
                entries.add(entry);
                all.add(attestation);
            }
        }
        Map<String, Object> index = new LinkedHashMap<>();
        index.put("schemaVersion", 2);
        index.put("mediaType", mediaType.value());
        index.put("manifests", entries);
        return new TestImage(Manifest.of(mediaType, JSON.writeValueAsBytes(index)), List.of(), all, List.of());
    }

    private static TestImage anAttestationOf(Digest subject) {
        Blob config = Blob.of(
                MediaType.OCI_CONFIG.value(),
                "{\"architecture\":\"unknown\",\"os\":\"unknown\",\"config\":{},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}"
                        .getBytes(StandardCharsets.UTF_8));
        Map<String, Object> statement = new LinkedHashMap<>();
        statement.put("_type", "https://in-toto.io/Statement/v0.1");
        statement.put("predicateType", "https://slsa.dev/provenance/v0.2");
        statement.put("subject", List.of(Map.of("digest", Map.of("sha256", subject.hex()))));
        Map<String, Object> layer = new LinkedHashMap<>();
        Blob blob = Blob.of(IN_TOTO, JSON.writeValueAsBytes(statement));
        layer.putAll(blob.descriptor());
        layer.put("annotations", Map.of("in-toto.io/predicate-type", "https://slsa.dev/provenance/v0.2"));
        Map<String, Object> manifest = new LinkedHashMap<>();
        manifest.put("schemaVersion", 2);
        manifest.put("mediaType", MediaType.OCI_MANIFEST.value());
        manifest.put("config", config.descriptor());
        manifest.put("layers", List.of(layer));
        return new TestImage(
                Manifest.of(MediaType.OCI_MANIFEST, JSON.writeValueAsBytes(manifest)),
                List.of(config, blob),
                List.of(),
                List.of());
    }

    private static Map<String, Object> entry(TestImage image, Platform platform) {
        Map<String, Object> entry = new LinkedHashMap<>(image.descriptor());
        Map<String, String> where = new LinkedHashMap<>();
        where.put("architecture", platform.architecture());
        where.put("os", platform.os());
        if (platform.variant() != null) {
            where.put("variant", platform.variant());
        }
        entry.put("platform", where);
        return entry;
    }

    private static Platform platformOf(TestImage image) {
        var config = JSON.readTree(image.blobs().getFirst().content().get());
        return new Platform(
                config.path("os").asString(),
                config.path("architecture").asString(),
                config.path("variant").asString(null));
    }

    /** One image for one platform. */
    public static final class Builder {

        private final List<Layer> layers = new ArrayList<>();
        private Platform platform = Platform.of("linux/amd64");
        private MediaType mediaType = MediaType.OCI_MANIFEST;
        private List<String> entryPoint = List.of();

        private Builder() {}

        public Builder on(String platformText) {
            platform = Platform.of(platformText);
            return this;
        }

        public Builder withLayer(Layer layer) {
            layers.add(layer);
            return this;
        }

        public Builder withEntryPoint(String... command) {
            entryPoint = List.of(command);
            return this;
        }

        /** The files by which a scanner knows Debian, and a dpkg database with these packages, {@code name=version}. */
        public Builder withDebian(String release, String... packages) {
            return withLayer(Layer.containing("etc/os-release", osRelease("debian", release))
                    .file("var/lib/dpkg/status", dpkgStatus(packages))
                    .gzipped());
        }

        /** The files by which a scanner knows Alpine, and an apk database with these packages, {@code name=version}. */
        public Builder withAlpine(String release, String... packages) {
            return withLayer(Layer.containing("etc/os-release", osRelease("alpine", release))
                    .file("etc/alpine-release", release + "\n")
                    .file("lib/apk/db/installed", apkInstalled(packages))
                    .gzipped());
        }

        /**
         * Docker's schema 2, written with the spaces, tabs and final line end that no serialiser would write again: who
         * does not keep the bytes loses the digest.
         */
        public Builder asDockerSchema2() {
            mediaType = MediaType.DOCKER_MANIFEST;
            return this;
        }

        public TestImage build() {
            boolean docker = mediaType.equals(MediaType.DOCKER_MANIFEST);
            Blob config = Blob.of(
                    docker ? MediaType.DOCKER_CONFIG.value() : MediaType.OCI_CONFIG.value(),
                    JSON.writeValueAsBytes(config()));
            List<Blob> blobs = new ArrayList<>();
            blobs.add(config);
            layers.forEach(layer -> blobs.add(docker ? dockerLayer(layer.blob()) : layer.blob()));
            byte[] manifest = docker ? oddly(blobs) : manifest(blobs);
            return new TestImage(Manifest.of(mediaType, manifest), blobs, List.of(), List.of());
        }

        private byte[] manifest(List<Blob> blobs) {
            Map<String, Object> manifest = new LinkedHashMap<>();
            manifest.put("schemaVersion", 2);
            manifest.put("mediaType", mediaType.value());
            manifest.put("config", blobs.getFirst().descriptor());
            manifest.put(
                    "layers",
                    blobs.subList(1, blobs.size()).stream()
                            .map(Blob::descriptor)
                            .toList());
            return JSON.writeValueAsBytes(manifest);
        }

        private byte[] oddly(List<Blob> blobs) {
            StringBuilder text = new StringBuilder(
                    "{\n\t\"schemaVersion\" : 2,\r\n   \"mediaType\":\t\"%s\",\n".formatted(mediaType));
            text.append("\"config\":  ").append(oddly(blobs.getFirst())).append(" ,\n \"layers\" : [");
            for (int i = 1; i < blobs.size(); i++) {
                text.append(i == 1 ? "\n\t" : "\n\t, ").append(oddly(blobs.get(i)));
            }
            return text.append("  ]\n}\n\n").toString().getBytes(StandardCharsets.UTF_8);
        }

        private static String oddly(Blob blob) {
            return "{ \"mediaType\": \"%s\",\n\t\t\"size\":%d , \"digest\" :\"%s\"}"
                    .formatted(blob.mediaType(), blob.size(), blob.digest());
        }

        private static Blob dockerLayer(Blob blob) {
            String type = blob.mediaType().value().equals(Layer.GZIP)
                    ? "application/vnd.docker.image.rootfs.diff.tar.gzip"
                    : "application/vnd.docker.image.rootfs.diff.tar";
            return new Blob(new MediaType(type), blob.digest(), blob.size(), blob.content());
        }

        private Map<String, Object> config() {
            Map<String, Object> config = new LinkedHashMap<>();
            config.put("created", "2026-01-01T00:00:00Z");
            config.put("architecture", platform.architecture());
            @Nullable String variant = platform.variant();
            if (variant != null) {
                config.put("variant", variant);
            }
            config.put("os", platform.os());
            config.put("config", entryPoint.isEmpty() ? Map.of() : Map.of("Entrypoint", entryPoint));
            Map<String, Object> rootfs = new LinkedHashMap<>();
            rootfs.put("type", "layers");
            rootfs.put(
                    "diff_ids",
                    layers.stream().map(layer -> layer.diffId().value()).toList());
            config.put("rootfs", rootfs);
            return config;
        }
    }

    private static String osRelease(String id, String release) {
        return "ID=%s\nVERSION_ID=\"%s\"\n".formatted(id, release);
    }

    private static String dpkgStatus(String... packages) {
        StringBuilder status = new StringBuilder();
        for (String entry : packages) {
            String[] parts = entry.split("=", 2);
            status.append(
                    "Package: %s\nStatus: install ok installed\nArchitecture: amd64\nVersion: %s\nDescription: %s\n\n"
                            .formatted(parts[0], parts[1], parts[0]));
        }
        return status.toString();
    }

    private static String apkInstalled(String... packages) {
        StringBuilder installed = new StringBuilder();
        for (String entry : packages) {
            String[] parts = entry.split("=", 2);
            installed.append("P:%s\nV:%s\nA:x86_64\no:%s\n\n".formatted(parts[0], parts[1], parts[0]));
        }
        return installed.toString();
    }
}
