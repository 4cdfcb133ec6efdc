package dev.berth.arrival;

import dev.berth.oci.Descriptor;
import dev.berth.oci.ManifestContent.Image;
import dev.berth.oci.ManifestContent.Index;
import dev.berth.oci.MediaType;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Tells by labels what something is that is no image. Labels are the pusher's own: they name it, and clear nothing. */
final class ArtifactKinds {

    /** In this order: what stands first is the better name. */
    private static final List<Rule> RULES = List.of(
            // Old clients wrote "appliciation/".
            new Rule(ArtifactKind.SIF, "/vnd.sylabs.sif."),
            new Rule(ArtifactKind.HELM_CHART, "/vnd.cncf.helm."),
            new Rule(
                    ArtifactKind.MODEL,
                    "/vnd.ollama.",
                    "/vnd.cncf.model.",
                    "/vnd.cnai.model.",
                    "/vnd.docker.ai.",
                    "/vnd.kitops."),
            new Rule(
                    ArtifactKind.WASM,
                    "/wasm",
                    "/vnd.wasm.",
                    "/vnd.module.wasm.",
                    "/vnd.fermyon.spin.",
                    "/vnd.bytecodealliance.",
                    "/vnd.wasmcloud."),
            new Rule(ArtifactKind.BUILD_CACHE, "/vnd.buildkit.cacheconfig."),
            new Rule(ArtifactKind.POLICY_BUNDLE, "/vnd.cncf.openpolicyagent.", "/vnd.opa.", "/vnd.cncf.kyverno."),
            new Rule(
                    ArtifactKind.INFRASTRUCTURE_MODULE,
                    "/vnd.opentofu.",
                    "/vnd.terraform.",
                    "/vnd.hashicorp.",
                    "/vnd.pulumi."),
            new Rule(ArtifactKind.FLUX_MANIFESTS, "/vnd.cncf.flux."),
            new Rule(ArtifactKind.TEKTON_BUNDLE, "/vnd.dev.tekton.", "/vnd.cdf.tekton."),
            new Rule(ArtifactKind.FALCO_RULES, "/vnd.cncf.falco."),
            new Rule(ArtifactKind.CNAB_BUNDLE, "/vnd.cnab."),
            new Rule(ArtifactKind.COMPOSE_FILE, "/vnd.docker.compose."),
            new Rule(
                    ArtifactKind.ATTACHMENT,
                    "/vnd.dev.cosign.",
                    "/vnd.dev.sigstore.",
                    "/vnd.cncf.notary.",
                    "/vnd.in-toto",
                    "/vnd.dsse.",
                    "/vnd.cyclonedx",
                    "/vnd.syft",
                    "/vnd.openvex",
                    "/vnd.amazon.soci.",
                    "/spdx",
                    "/sarif",
                    "/jose",
                    "/cose"));

    /** What clients write where nobody said what it is. */
    private static final Set<String> NOTHING_SAID = Set.of(
            "application/vnd.oci.empty.v1+json",
            "application/vnd.unknown.config.v1+json",
            "application/vnd.unknown.artifact.v1");

    private record Rule(ArtifactKind kind, List<String> parts) {

        Rule(ArtifactKind kind, String... parts) {
            this(kind, List.of(parts));
        }

        boolean names(String type) {
            return parts.stream().anyMatch(type::contains);
        }
    }

    private ArtifactKinds() {}

    /** Empty where it is an image, as far as labels tell. */
    static Optional<Content.Artifact> of(Image image) {
        boolean files = image.layers().stream().anyMatch(ArtifactKinds::isFileSystem);
        boolean imageConfig = image.config().mediaType().isImageConfig();
        if (image.subject() != null) {
            return Optional.of(
                    imageConfig && files
                            ? new Content.Artifact(ArtifactKind.REFERRING_IMAGE, "")
                            : new Content.Artifact(ArtifactKind.ATTACHMENT, type(image)));
        }
        if (imageConfig && (files || image.layers().isEmpty())) {
            return Optional.empty();
        }
        Optional<Content.Artifact> named = named(image);
        if (named.isPresent() || imageConfig || isImageWithOddConfig(image)) {
            return named;
        }
        return Optional.of(other(type(image)));
    }

    /** Empty where it may be an index of images. */
    static Optional<Content.Artifact> of(Index index) {
        if (index.subject() != null) {
            return Optional.of(new Content.Artifact(ArtifactKind.ATTACHMENT, text(index.artifactType())));
        }
        Stream<String> types = Stream.concat(
                Stream.ofNullable(index.artifactType()),
                index.manifests().stream()
                        .filter(entry -> !entry.isAttestation())
                        .map(entry -> entry.mediaType().value()));
        Optional<Content.Artifact> named = first(types.toList());
        return named.isPresent() || index.artifactType() == null
                ? named
                : Optional.of(other(text(index.artifactType())));
    }

    /** A manifest of a type that is neither an image's nor an index's. */
    static Content.Artifact of(MediaType manifest) {
        return other(manifest.value());
    }

    /** Layers as an image's, below a configuration that no scanner and hardly an engine takes for an image's. */
    static boolean isImageWithOddConfig(Image image) {
        return image.subject() == null
                && image.artifactType() == null
                && !image.config().mediaType().isImageConfig()
                && !NOTHING_SAID.contains(image.config().mediaType().value())
                && image.layers().stream().anyMatch(ArtifactKinds::isFileSystem)
                && named(image).isEmpty();
    }

    private static Optional<Content.Artifact> named(Image image) {
        return first(Stream.of(
                        Stream.ofNullable(image.artifactType()),
                        Stream.of(image.config().mediaType().value()),
                        image.layers().stream().map(layer -> layer.mediaType().value()))
                .flatMap(some -> some)
                .toList());
    }

    private static Optional<Content.Artifact> first(List<String> types) {
        return RULES.stream()
                .flatMap(rule -> types.stream()
                        .filter(type -> rule.names(type.toLowerCase(Locale.ROOT)))
                        .limit(1)
                        .map(type -> new Content.Artifact(rule.kind(), type)))
                .findFirst();
    }

    private static Content.Artifact other(String type) {
        return NOTHING_SAID.contains(type)
                ? new Content.Artifact(ArtifactKind.FILES, type)
                : new Content.Artifact(ArtifactKind.OTHER, type);
    }

    private static String type(Image image) {
        return image.artifactType() == null ? image.config().mediaType().value() : image.artifactType();
    }

    private static String text(@Nullable String type) {
        return type == null ? "" : type;
    }

    private static boolean isFileSystem(Descriptor layer) {
        String type = layer.mediaType().value().toLowerCase(Locale.ROOT);
        return type.contains(".image.layer.") || type.contains("image.rootfs");
    }
}
