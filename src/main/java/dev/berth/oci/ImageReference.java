package dev.berth.oci;

/** Where an image is and what it is called there: {@code <registry>/<repository>:<tag>}, or {@code …@<digest>}. */
public record ImageReference(Registry registry, RepositoryName repository, Reference reference) {

    /** Parses the whole form; a registry and a tag or digest are always named, nothing is defaulted. */
    public static ImageReference of(String text) {
        int slash = text.indexOf('/');
        int at = text.indexOf('@');
        int end = at >= 0 ? at : text.lastIndexOf(':');
        if (slash < 1 || end < slash) {
            throw new IllegalArgumentException(
                    "An image reference looks like <registry>/<repository>:<tag> or <registry>/<repository>@<digest>");
        }
        String reference = text.substring(end + 1);
        return new ImageReference(
                Registry.of(text.substring(0, slash)),
                RepositoryName.of(text.substring(slash + 1, end)),
                at >= 0 ? Digest.of(reference) : Tag.of(reference));
    }

    @Override
    public String toString() {
        char separator = switch (reference) {
            case Tag tag -> ':';
            case Digest digest -> '@';
        };
        return registry.value() + "/" + repository.value() + separator + reference.value();
    }
}
