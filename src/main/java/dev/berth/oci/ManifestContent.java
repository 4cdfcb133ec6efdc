package dev.berth.oci;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a manifest says: one image, or an index of several. */
public sealed interface ManifestContent {

    /** The manifest that this one is about, where it is a referrer (signature, SBOM, attestation). */
    @Nullable
    Descriptor subject();

    /** One image for one platform, or an artifact of the same form. */
    record Image(
            Descriptor config,
            List<Descriptor> layers,
            @Nullable Descriptor subject,
            @Nullable String artifactType,
            Map<String, String> annotations)
            implements ManifestContent {

        public Image {
            layers = List.copyOf(layers);
            annotations = Map.copyOf(annotations);
        }

        /** Everything that a registry must hold before it takes the manifest. */
        public List<Descriptor> blobs() {
            List<Descriptor> blobs = new ArrayList<>(layers.size() + 1);
            blobs.add(config);
            blobs.addAll(layers);
            return List.copyOf(blobs);
        }
    }

    /** Several manifests under one digest, usually one a platform. */
    record Index(
            List<Descriptor> manifests,
            @Nullable Descriptor subject,
            @Nullable String artifactType,
            Map<String, String> annotations)
            implements ManifestContent {

        public Index {
            manifests = List.copyOf(manifests);
            annotations = Map.copyOf(annotations);
        }

        /** The entries that run somewhere: all but attestations. */
        public List<Descriptor> platforms() {
            return manifests.stream().filter(entry -> !entry.isAttestation()).toList();
        }
    }

    static ManifestContent parse(MediaType mediaType, byte[] bytes) {
        return new Parser(mediaType).parse(bytes);
    }

    /** Reads the four media types of {@link MediaType#MANIFESTS}; schema 1 and everything else is refused. */
    final class Parser {

        private static final JsonMapper JSON = JsonMapper.shared();

        private final MediaType mediaType;

        private Parser(MediaType mediaType) {
            this.mediaType = mediaType;
        }

        private ManifestContent parse(byte[] bytes) {
            if (!mediaType.isManifest()) {
                throw new MalformedManifest("%s is not a manifest that Berth reads".formatted(mediaType));
            }
            JsonNode root = read(bytes);
            String declared = text(root, "mediaType");
            if (declared != null && !declared.equals(mediaType.value())) {
                throw new MalformedManifest("The manifest says %s but was sent as %s".formatted(declared, mediaType));
            }
            if (mediaType.isIndex()) {
                if (root.has("layers") || root.has("config")) {
                    throw new MalformedManifest("An index has no config and no layers");
                }
                return new ManifestContent.Index(
                        descriptors(root, "manifests"),
                        optional(root, "subject"),
                        text(root, "artifactType"),
                        annotations(root));
            }
            if (root.has("manifests")) {
                throw new MalformedManifest("An image manifest has no manifests");
            }
            return new ManifestContent.Image(
                    descriptor(required(root, "config")),
                    descriptors(root, "layers"),
                    optional(root, "subject"),
                    text(root, "artifactType"),
                    annotations(root));
        }

        private static JsonNode read(byte[] bytes) {
            try {
                JsonNode root = JSON.readTree(bytes);
                if (!root.isObject() || root.path("schemaVersion").asInt(0) != 2) {
                    throw new MalformedManifest("A manifest is a JSON object with schemaVersion 2");
                }
                return root;
            } catch (JacksonException e) {
                throw new MalformedManifest("The manifest is not JSON", e);
            }
        }

        private static List<Descriptor> descriptors(JsonNode parent, String field) {
            JsonNode array = required(parent, field);
            if (!array.isArray()) {
                throw new MalformedManifest("'%s' is a list".formatted(field));
            }
            List<Descriptor> found = new ArrayList<>(array.size());
            array.forEach(node -> found.add(descriptor(node)));
            return found;
        }

        private static @Nullable Descriptor optional(JsonNode parent, String field) {
            JsonNode node = parent.get(field);
            return node == null || node.isNull() ? null : descriptor(node);
        }

        private static Descriptor descriptor(JsonNode node) {
            String digest = text(node, "digest");
            String mediaType = text(node, "mediaType");
            JsonNode size = node.get("size");
            if (digest == null || mediaType == null || size == null || !size.canConvertToLong() || size.asLong() < 0) {
                throw new MalformedManifest("A descriptor has mediaType, digest and size");
            }
            if (!Digest.isDigest(digest)) {
                throw new MalformedManifest("A descriptor's digest looks like sha256:<64 hexadecimal digits>");
            }
            return new Descriptor(
                    new MediaType(mediaType),
                    Digest.of(digest),
                    size.asLong(),
                    platform(node.get("platform")),
                    text(node, "artifactType"),
                    annotations(node));
        }

        private static @Nullable Platform platform(@Nullable JsonNode node) {
            if (node == null || node.isNull()) {
                return null;
            }
            String os = text(node, "os");
            String architecture = text(node, "architecture");
            if (os == null || architecture == null) {
                throw new MalformedManifest("A platform has os and architecture");
            }
            return new Platform(os, architecture, text(node, "variant"));
        }

        private static Map<String, String> annotations(JsonNode node) {
            JsonNode annotations = node.path("annotations");
            Map<String, String> found = new LinkedHashMap<>();
            annotations
                    .properties()
                    .forEach(entry -> found.put(entry.getKey(), entry.getValue().asString("")));
            return found;
        }

        private static JsonNode required(JsonNode parent, String field) {
            JsonNode node = parent.get(field);
            if (node == null || node.isNull()) {
                throw new MalformedManifest("The manifest lacks '%s'".formatted(field));
            }
            return node;
        }

        private static @Nullable String text(JsonNode parent, String field) {
            JsonNode node = parent.get(field);
            return node == null || !node.isString() ? null : node.asString();
        }
    }
}
