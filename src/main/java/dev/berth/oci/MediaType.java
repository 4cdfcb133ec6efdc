package dev.berth.oci;

import java.util.Set;

/** A media type as it stands in a manifest or a header, without parameters. */
public record MediaType(String value) implements Comparable<MediaType> {

    public static final MediaType OCI_INDEX = new MediaType("application/vnd.oci.image.index.v1+json");
    public static final MediaType OCI_MANIFEST = new MediaType("application/vnd.oci.image.manifest.v1+json");
    public static final MediaType OCI_CONFIG = new MediaType("application/vnd.oci.image.config.v1+json");
    public static final MediaType DOCKER_LIST =
            new MediaType("application/vnd.docker.distribution.manifest.list.v2+json");
    public static final MediaType DOCKER_MANIFEST =
            new MediaType("application/vnd.docker.distribution.manifest.v2+json");
    public static final MediaType DOCKER_CONFIG = new MediaType("application/vnd.docker.container.image.v1+json");

    /** Docker's first format, from before 2017, with its signatures and without: neither engines nor scanners read it any more. */
    public static final MediaType DOCKER_SCHEMA_1 =
            new MediaType("application/vnd.docker.distribution.manifest.v1+json");

    public static final MediaType DOCKER_SCHEMA_1_SIGNED =
            new MediaType("application/vnd.docker.distribution.manifest.v1+prettyjws");

    /** A manifest of artifacts that the specification proposed and withdrew; some clients have written it. */
    public static final MediaType OCI_ARTIFACT_MANIFEST =
            new MediaType("application/vnd.oci.artifact.manifest.v1+json");

    /** A statement about an image, such as the attestations that BuildKit writes. */
    public static final MediaType IN_TOTO = new MediaType("application/vnd.in-toto+json");

    /** The manifests that Berth reads; what a registry is asked to answer with. */
    public static final Set<MediaType> MANIFESTS = Set.of(OCI_INDEX, OCI_MANIFEST, DOCKER_LIST, DOCKER_MANIFEST);

    /** The layers that scanners read, exactly as they are written. */
    private static final Set<String> LAYERS = Set.of(
            "application/vnd.oci.image.layer.v1.tar",
            "application/vnd.oci.image.layer.v1.tar+gzip",
            "application/vnd.oci.image.layer.v1.tar+zstd",
            "application/vnd.oci.image.layer.nondistributable.v1.tar",
            "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip",
            "application/vnd.oci.image.layer.nondistributable.v1.tar+zstd",
            "application/vnd.docker.image.rootfs.diff.tar",
            "application/vnd.docker.image.rootfs.diff.tar.gzip",
            "application/vnd.docker.image.rootfs.diff.tar.zstd",
            "application/vnd.docker.image.rootfs.foreign.diff.tar",
            "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip");

    public static MediaType of(String header) {
        int parameters = header.indexOf(';');
        return new MediaType((parameters < 0 ? header : header.substring(0, parameters)).strip());
    }

    public boolean isIndex() {
        return equals(OCI_INDEX) || equals(DOCKER_LIST);
    }

    public boolean isSchema1() {
        return equals(DOCKER_SCHEMA_1) || equals(DOCKER_SCHEMA_1_SIGNED);
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

    /** A layer that a scanner takes for one, and does not pass over. */
    public boolean isScannedLayer() {
        return LAYERS.contains(value);
    }

    @Override
    public int compareTo(MediaType other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
