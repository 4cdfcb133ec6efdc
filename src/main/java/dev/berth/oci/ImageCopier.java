package dev.berth.oci;

import dev.berth.oci.BlobCopy.Copied;
import dev.berth.oci.BlobCopy.Way;
import dev.berth.oci.CopyPlan.Planned;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Carries an image from one repository to another, byte for byte: what was scanned of it, and of what belongs to it
 * (attestations in an index, referrers and theirs, what cosign keeps under tags) all that is known to be harmless. Nothing is
 * visible at the destination before all that it names is there, and what is there already is left alone; so a copy that was
 * cut short at any moment is simply run again.
 */
public final class ImageCopier {

    private final CopyLimits limits;
    private final BlobSizes sizes;

    /** @param sizes of the source's blobs */
    public ImageCopier(CopyLimits limits, BlobSizes sizes) {
        this.limits = limits;
        this.sizes = sizes;
    }

    /**
     * Copies by digest. No tag that names the image is touched: {@link RegistryClient#tag} does that, when the time has come.
     *
     * @throws ContentMissing where the source lacks the image or something that it names
     * @throws UnfitImage where the image is none that can be copied: it names what nobody scanned, says sizes that are not
     *     true, has a layer that is kept elsewhere, or more of something than an image may
     * @throws MalformedManifest where one of its manifests cannot be read, and so not copied whole
     * @throws RegistryFailure whatever else stops it
     */
    public CopyReport copy(
            RegistryClient source,
            RepositoryName from,
            ScannedImage image,
            RegistryClient destination,
            RepositoryName to) {
        return copy(source, from, image, destination, to, true);
    }

    /** The same where nothing of it is at the destination, as far as is known: then nothing is asked for there. */
    public CopyReport copyFirst(
            RegistryClient source,
            RepositoryName from,
            ScannedImage image,
            RegistryClient destination,
            RepositoryName to) {
        return copy(source, from, image, destination, to, false);
    }

    private CopyReport copy(
            RegistryClient source,
            RepositoryName from,
            ScannedImage image,
            RegistryClient destination,
            RepositoryName to,
            boolean again) {
        AtOnce atOnce = new AtOnce(destination, limits.atOnce());
        CopyPlan plan = plan(source, from, image, atOnce);
        ManifestCopy manifests = new ManifestCopy(destination, to, atOnce);
        Set<Digest> present = again ? manifests.present(image.digest(), plan.manifests()) : Set.of();
        List<Planned> missing = plan.manifests().stream()
                .filter(each -> !present.contains(each.manifest().digest()))
                .toList();
        List<Copied> blobs = new BlobCopy(source, from, destination, to).all(CopyPlan.blobs(missing), atOnce);
        manifests.put(plan.steps(), present);
        List<Tag> leftTags = manifests.tag(plan.cosignTags());
        return new CopyReport(
                plan.at(image.digest()),
                count(blobs, Way.MOUNTED),
                count(blobs, Way.STREAMED),
                count(blobs, Way.FOUND),
                blobs.stream()
                        .filter(blob -> blob.way() == Way.STREAMED)
                        .mapToLong(Copied::size)
                        .sum(),
                missing.size(),
                present.size(),
                (int) plan.manifests().stream().filter(Planned::referrer).count(),
                leftTags,
                plan.leftBehind());
    }

    private CopyPlan plan(RegistryClient source, RepositoryName from, ScannedImage image, AtOnce atOnce) {
        ManifestGraph graph = ManifestGraph.read(source, from, image.digest(), limits.image(), atOnce);
        AttachmentJudge judge = new AttachmentJudge(source, from, limits);
        CopyPlan plan = new CopyPlanner(
                        image, graph, judge, digest -> ContentMissing.from(source.registry(), from, digest))
                .plan();
        requireTrueSizes(source, from, plan);
        return plan;
    }

    /** Of what was scanned; an attachment's blobs were all read. */
    private void requireTrueSizes(RegistryClient source, RepositoryName from, CopyPlan plan) {
        List<Planned> scanned =
                plan.manifests().stream().filter(Planned::scanned).toList();
        Map<Digest, Long> found = sizes.of(
                from, CopyPlan.blobs(scanned).stream().map(Descriptor::digest).toList());
        scanned.stream().flatMap(each -> each.blobs().stream()).forEach(blob -> {
            Long size = found.get(blob.digest());
            if (size == null) {
                throw blob.mediaType().isForeignLayer()
                        ? new ForeignLayer(blob.digest())
                        : ContentMissing.from(source.registry(), from, blob.digest());
            }
            if (size != blob.size()) {
                throw SizeMismatch.ofBlob(blob.digest(), blob.size(), size);
            }
        });
    }

    private static int count(List<Copied> blobs, Way way) {
        return (int) blobs.stream().filter(blob -> blob.way() == way).count();
    }
}
