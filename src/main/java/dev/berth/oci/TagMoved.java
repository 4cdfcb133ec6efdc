package dev.berth.oci;

/** A tag that was just put names something else by now, or nothing: somebody else writes to it at the same time. */
public final class TagMoved extends RegistryFailure {

    TagMoved(Registry registry, RepositoryName repository, Tag tag, Digest put) {
        super("%s/%s:%s was moved away from %s just after it was put".formatted(registry, repository, tag, put), null);
    }

    @Override
    public boolean isPassing() {
        return true;
    }
}
