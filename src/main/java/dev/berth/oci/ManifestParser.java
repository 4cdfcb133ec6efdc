package dev.berth.oci;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the four media types of {@link MediaType#MANIFESTS}; schema 1 and everything else is refused. So is what two
 * readers could take for two different images: a field given twice, or one in another spelling, which engines written in
 * Go take for the field.
 */
final class ManifestParser {

    /** A tree of small parts takes dozens of times the memory of their text. A thousand layers may have 90 annotations each. */
    private static final StreamReadConstraints FEW_PARTS =
            StreamReadConstraints.builder().maxTokenCount(200_000).build();

    private static final JsonMapper JSON = JsonMapper.builder(
                    JsonFactory.builder().streamReadConstraints(FEW_PARTS).build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final Set<String> FIELDS = Set.of(
            "schemaVersion",
            "mediaType",
            "artifactType",
            "config",
            "layers",
            "manifests",
            "subject",
            "annotations",
            "digest",
            "size",
            "urls",
            "data",
            "platform",
            "os",
            "architecture",
            "variant");

    private static final Pattern MEDIA_TYPE =
            Pattern.compile("[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}");

    private static final Pattern PLATFORM_DETAIL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]{0,63}");
    private static final int MOST_FEATURES = 3;

    private final MediaType mediaType;

    ManifestParser(MediaType mediaType) {
        this.mediaType = mediaType;
    }

    ManifestContent parse(byte[] bytes) {
        if (!mediaType.isManifest()) {
            throw new MalformedManifest("%s is not a manifest that Berth reads".formatted(mediaType));
        }
        JsonNode root = read(bytes);
        String declared = mediaType(root, "mediaType");
        if (declared != null && !declared.equals(mediaType.value())) {
            throw new MalformedManifest("The manifest says %s but was sent as %s".formatted(declared, mediaType));
        }
        if (mediaType.isIndex()) {
            if (root.hasNonNull("layers") || root.hasNonNull("config")) {
                throw new MalformedManifest("An index has no config and no layers");
            }
            return new ManifestContent.Index(
                    descriptors(root, "manifests"),
                    optional(root, "subject"),
                    mediaType(root, "artifactType"),
                    annotations(root));
        }
        if (root.hasNonNull("manifests")) {
            throw new MalformedManifest("An image manifest has no manifests");
        }
        return new ManifestContent.Image(
                descriptor(required(root, "config")),
                descriptors(root, "layers"),
                optional(root, "subject"),
                mediaType(root, "artifactType"),
                annotations(root));
    }

    private static JsonNode read(byte[] bytes) {
        try {
            JsonNode root = JSON.readTree(bytes);
            JsonNode version = root.path("schemaVersion");
            if (!root.isObject()
                    || !version.isIntegralNumber()
                    || !version.asString().equals("2")) {
                throw new MalformedManifest("A manifest is a JSON object with schemaVersion 2");
            }
            return plain(root);
        } catch (JacksonException e) {
            throw new MalformedManifest(
                    "The manifest is not JSON, or has a field twice, or is nested too deeply, or has too many parts",
                    e);
        }
    }

    private static JsonNode plain(JsonNode object) {
        if (isSpelledOddly(object)) {
            throw new MalformedManifest("A manifest's fields are spelled as the specification has them");
        }
        return object;
    }

    private static boolean isSpelledOddly(JsonNode object) {
        return object.propertyNames().stream()
                .anyMatch(name -> !FIELDS.contains(name) && FIELDS.stream().anyMatch(name::equalsIgnoreCase));
    }

    /** One that is null or missing is empty, as engines written in Go have it. */
    private static List<Descriptor> descriptors(JsonNode parent, String field) {
        JsonNode array = parent.get(field);
        if (array == null || array.isNull()) {
            return List.of();
        }
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
        if (!node.isObject()) {
            throw new MalformedManifest("A descriptor is an object");
        }
        plain(node);
        String digest = text(node, "digest");
        String mediaType = mediaType(node, "mediaType");
        JsonNode size = node.get("size");
        if (digest == null || mediaType == null || size == null) {
            throw new MalformedManifest("A descriptor has mediaType, digest and size");
        }
        if (!size.isIntegralNumber() || !size.canConvertToLong() || size.asLong() < 0) {
            throw new MalformedManifest("A descriptor's size is a whole number of bytes");
        }
        if (!Digest.isDigest(digest)) {
            throw new MalformedManifest("A descriptor's digest looks like sha256:<64 lower-case hexadecimal digits>");
        }
        return new Descriptor(
                new MediaType(mediaType),
                Digest.of(digest),
                size.asLong(),
                platform(node.get("platform")),
                platformDetail(node.path("platform")),
                mediaType(node, "artifactType"),
                annotations(node));
    }

    /** A label: what is not said readably, or in two spellings, is not said, and the child's own configuration decides. */
    private static @Nullable Platform platform(@Nullable JsonNode node) {
        if (node == null || !node.isObject() || isSpelledOddly(node)) {
            return null;
        }
        try {
            JsonNode variant = node.path("variant");
            return new Platform(
                    node.path("os").stringValue(""),
                    node.path("architecture").stringValue(""),
                    variant.isMissingNode()
                                    || variant.isNull()
                                    || variant.stringValue("-").isEmpty()
                            ? null
                            : variant.stringValue("-"));
        } catch (IllegalArgumentException unreadable) {
            return null;
        }
    }

    private static @Nullable String platformDetail(JsonNode node) {
        String detail = Stream.concat(
                        Stream.of(node.path("os.version")),
                        node.path("os.features").valueStream().limit(MOST_FEATURES))
                .map(word -> word.stringValue(""))
                .filter(word -> PLATFORM_DETAIL.matcher(word).matches())
                .collect(Collectors.joining(", "));
        return detail.isEmpty() ? null : detail;
    }

    private static Map<String, String> annotations(JsonNode node) {
        JsonNode annotations = node.get("annotations");
        if (annotations == null || annotations.isNull()) {
            return Map.of();
        }
        if (!annotations.isObject()) {
            throw new MalformedManifest("Annotations are an object");
        }
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

    /** An empty one is none, as engines written in Go have it. */
    private static @Nullable String mediaType(JsonNode parent, String field) {
        String text = text(parent, field);
        if (text == null || text.isEmpty()) {
            return null;
        }
        if (!MEDIA_TYPE.matcher(text).matches()) {
            throw new MalformedManifest("'%s' looks like <type>/<subtype>".formatted(field));
        }
        return text;
    }

    private static @Nullable String text(JsonNode parent, String field) {
        JsonNode node = parent.get(field);
        if (node == null || node.isNull()) {
            return null;
        }
        if (!node.isString()) {
            throw new MalformedManifest("'%s' is a text".formatted(field));
        }
        return node.asString();
    }
}
