package dev.berth.arrival;

import dev.berth.arrival.StagingRegistry.Listed;
import dev.berth.oci.Digest;
import dev.berth.oci.Tag;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * What earlier polls recorded of one workspace's staging. It holds until the next is recorded, and {@link RecordLook} takes none that
 * began before another.
 *
 * @param looks how many polls were recorded so far
 * @param cached how many manifests have no tag but one of a build cache
 * @param images what arrived
 * @param artifacts what is no image, and needs no reading any more
 * @param reserved what is no image, and was read while no tag named it but those that belong to signatures: another tag asks what it
 *     really is
 * @param imageTags which image each tag names now
 * @param artifactTags which artifact each tag names now
 * @param untagged the images that no poll saw under a tag: with one, each is new
 * @param parts what has no tag and is no image of its own
 * @param since what was pushed before, and has no tag, is no news
 * @param waiting the place of each digest that waits
 */
record Known(
        long looks,
        int cached,
        Map<Digest, StagedImageId> images,
        Set<Digest> artifacts,
        Set<Digest> reserved,
        Map<String, Naming> imageTags,
        Map<String, Digest> artifactTags,
        Map<Digest, StagedImageId> untagged,
        Set<Digest> parts,
        Instant since,
        Map<Digest, Long> waiting) {

    /** A tag that names an image now, by the number of that time. */
    record Naming(long id, StagedImageId image, Digest digest) {}

    boolean isArtifact(Listed entry) {
        return artifacts.contains(entry.digest()) && !images.containsKey(entry.digest());
    }

    boolean isKnown(Digest digest) {
        return images.containsKey(digest) || artifacts.contains(digest);
    }

    boolean isKnownWhereReserved(Digest digest) {
        return isKnown(digest) || reserved.contains(digest);
    }

    /** Whether it is to be read although no tag names it. */
    boolean isUnreadUntagged(Listed entry) {
        return !entry.pushedAt().isBefore(since)
                && !isKnownWhereReserved(entry.digest())
                && !untagged.containsKey(entry.digest())
                && !parts.contains(entry.digest());
    }

    boolean isNamed(Digest digest, Tag tag) {
        Naming naming = imageTags.get(tag.value());
        return naming == null
                ? digest.equals(artifactTags.get(tag.value()))
                : naming.digest().equals(digest);
    }
}
