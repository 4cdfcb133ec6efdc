package dev.berth.oci;

/**
 * What refers to an image is an image itself. Scanners look at what is pushed as an image, not at what refers to one; so
 * this one would be carried along unseen, and could be run.
 */
public final class ImageAttached extends RegistryFailure {

    ImageAttached(Registry registry, RepositoryName repository, Digest digest) {
        super(
                "%s/%s@%s refers to another image but is one that could be run, and nobody scanned it"
                        .formatted(registry, repository, digest),
                null);
    }

    @Override
    public boolean isPassing() {
        return false;
    }
}
