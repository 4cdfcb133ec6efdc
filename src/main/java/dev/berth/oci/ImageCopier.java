package dev.berth.oci;

/**
 * Carries an image and everything that hangs on it from one repository to another, byte for byte: the children of an
 * index with their attestations, referrers and theirs, and what cosign keeps under tags. Nothing is visible at the
 * destination before all that it names is there, and what is there already is left alone; so a copy that was cut short
 * at any moment is simply run again.
 */
public final class ImageCopier {

    /**
     * Copies by digest. No tag that names the image is touched: {@link #tag} does that, when the time has come.
     *
     * @throws ContentMissing where the source lacks the image or something that it names
     * @throws ForeignLayer where that is a layer kept elsewhere by its nature
     * @throws ImageAttached where something that hangs on the image is an image itself, which nobody scanned
     * @throws MalformedManifest where a manifest cannot be read, and so not copied whole
     * @throws RegistryFailure whatever else stops it
     */
    public CopyReport copy(
            RegistryClient source, RepositoryName from, Digest digest, RegistryClient destination, RepositoryName to) {
        return new GraphCopy(source, from, destination, to).run(digest);
    }

    /**
     * Lets a tag name a digest that is in the same repository. One that does already is not put, since a repository with
     * immutable tags refuses even that.
     *
     * @return whether the tag was put
     */
    public boolean tag(RegistryClient registry, RepositoryName repository, Digest digest, Tag tag) {
        boolean named = registry.head(repository, tag).filter(digest::equals).isPresent();
        if (named) {
            return false;
        }
        Manifest manifest = registry.manifest(repository, digest)
                .orElseThrow(() -> ContentMissing.from(registry.registry(), repository, digest));
        registry.putManifest(repository, tag, manifest);
        return true;
    }
}
