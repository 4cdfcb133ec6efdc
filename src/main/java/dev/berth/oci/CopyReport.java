package dev.berth.oci;

import java.util.List;

/**
 * What a copy did. Each blob and manifest is counted once, however often it is named.
 *
 * @param image its own manifest, as it was read at the destination
 * @param mountedBlobs taken by the registry from its own repository, without a byte moving here
 * @param streamedBlobs carried from source to destination
 * @param skippedBlobs found at the destination already
 * @param streamedBytes how many bytes the streamed blobs have together
 * @param manifests put at the destination, indexes and referrers included
 * @param skippedManifests found at the destination already
 * @param referrers how many of all the manifests are there because they speak of another (signature, SBOM, attestation)
 * @param leftBehind what refers to the image and was not copied, since nobody scanned it and it is not known to be harmless
 * @param leftTags cosign's tags that the destination lets nobody move from what they named before
 */
public record CopyReport(
        Manifest image,
        int mountedBlobs,
        int streamedBlobs,
        int skippedBlobs,
        long streamedBytes,
        int manifests,
        int skippedManifests,
        int referrers,
        List<Tag> leftTags,
        List<LeftBehind> leftBehind) {

    public CopyReport {
        leftTags = List.copyOf(leftTags);
        leftBehind = List.copyOf(leftBehind);
    }
}
