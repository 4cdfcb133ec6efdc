package dev.berth.oci;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A media type as it stands in a manifest or a header, without parameters. */
public record MediaType(String value) {

    public static final MediaType OCI_INDEX = new MediaType("application/vnd.oci.image.index.v1+json");
    public static final MediaType OCI_MANIFEST = new MediaType("application/vnd.oci.image.manifest.v1+json");
    public static final MediaType OCI_CONFIG = new MediaType("application/vnd.oci.image.config.v1+json");
    public static final MediaType DOCKER_LIST =
            new MediaType("application/vnd.docker.distribution.manifest.list.v2+json");
    public static final MediaType DOCKER_MANIFEST =
            new MediaType("application/vnd.docker.distribution.manifest.v2+json");
    public static final MediaType DOCKER_CONFIG = new MediaType("application/vnd.docker.container.image.v1+json");

    /** A statement about an image, such as the attestations that BuildKit writes. */
    public static final MediaType IN_TOTO = new MediaType("application/vnd.in-toto+json");

    /** The manifests that Berth reads; what a registry is asked to answer with. */
    public static final Set<MediaType> MANIFESTS = Set.of(OCI_INDEX, OCI_MANIFEST, DOCKER_LIST, DOCKER_MANIFEST);

    /** What Docker takes for the configuration of an image; the last three stand on old ones. */
    private static final List<String> CONFIGS = List.of(
            "application/vnd.oci.image",
            "application/vnd.docker",
            "application/octet-stream",
            "application/json",
            "text/html");

    /** What signatures, attestations and bills of materials are written as; no engine unpacks any of them. */
    private static final Set<String> DOCUMENTS = Set.of(
            IN_TOTO.value(),
            "application/vnd.dsse.envelope.v1+json",
            "application/vnd.dev.cosign.simplesigning.v1+json",
            "application/spdx+json",
            "text/spdx",
            "text/spdx+json",
            "application/vnd.cyclonedx",
            "application/vnd.cyclonedx+json",
            "application/vnd.cyclonedx+xml",
            "application/vnd.syft+json");

    public static MediaType of(String header) {
        int parameters = header.indexOf(';');
        return new MediaType((parameters < 0 ? header : header.substring(0, parameters)).strip());
    }

    public boolean isIndex() {
        return equals(OCI_INDEX) || equals(DOCKER_LIST);
    }

    public boolean isManifest() {
        return MANIFESTS.contains(this);
    }

    /** What the specifications call the configuration of an image. */
    public boolean isImageConfig() {
        return equals(OCI_CONFIG) || equals(DOCKER_CONFIG);
    }

    /** A layer that a registry need not have, since its manifest says where else it is: Windows base layers. */
    public boolean isForeignLayer() {
        return value.startsWith("application/vnd.docker.image.rootfs.foreign.")
                || value.startsWith("application/vnd.oci.image.layer.nondistributable.");
    }

    /** A layer that some container engine unpacks whatever the configuration is called. */
    public boolean isFileSystemLayer() {
        return isUnder("application/vnd.oci.image") || isUnder("application/vnd.docker");
    }

    /** A configuration with which some container engine takes a manifest for an image: far more than the specification's. */
    public boolean isTakenForImageConfig() {
        return CONFIGS.stream().anyMatch(this::isUnder);
    }

    public boolean isDocument() {
        return DOCUMENTS.contains(value);
    }

    /** As Docker compares: in lower case, and whatever follows after a dot. */
    private boolean isUnder(String type) {
        String lower = value.toLowerCase(Locale.ROOT);
        return lower.equals(type) || lower.startsWith(type + ".");
    }

    @Override
    public String toString() {
        return value;
    }
}
