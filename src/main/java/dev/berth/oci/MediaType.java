package dev.berth.oci;

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

    /** The manifests that Berth reads; what a registry is asked to answer with. */
    public static final Set<MediaType> MANIFESTS = Set.of(OCI_INDEX, OCI_MANIFEST, DOCKER_LIST, DOCKER_MANIFEST);

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

    /** A layer that a registry need not have, since its manifest says where else it is: Windows base layers. */
    public boolean isForeignLayer() {
        return value.startsWith("application/vnd.docker.image.rootfs.foreign.")
                || value.startsWith("application/vnd.oci.image.layer.nondistributable.");
    }

    /** A layer that container engines unpack into a root file system. */
    public boolean isFileSystemLayer() {
        return value.startsWith("application/vnd.oci.image.layer.")
                || value.startsWith("application/vnd.docker.image.rootfs.");
    }

    /** A configuration that makes container engines take a manifest for an image. */
    public boolean isImageConfig() {
        return equals(OCI_CONFIG) || equals(DOCKER_CONFIG);
    }

    @Override
    public String toString() {
        return value;
    }
}
