package dev.berth.oci;

/** A registry does not have what is named there. */
public final class ContentMissing extends RegistryFailure {

    ContentMissing(String message) {
        super(message, null);
    }

    static ContentMissing from(Registry registry, RepositoryName repository, Reference reference) {
        return new ContentMissing("%s/%s has no %s".formatted(registry, repository, reference));
    }

    @Override
    public boolean isPassing() {
        return false;
    }
}
