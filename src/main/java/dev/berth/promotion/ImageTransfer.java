package dev.berth.promotion;

import dev.berth.oci.Digest;
import dev.berth.oci.LeftBehind;
import dev.berth.oci.RepositoryName;
import dev.berth.oci.ScannedImage;
import dev.berth.oci.Tag;
import java.util.List;
import java.util.Optional;

/** The registry, as far as a promotion needs it. Every call is remote and may be made again: none belongs in a transaction. */
interface ImageTransfer {

    /** An image that was read in its repository, byte for byte, a moment ago. */
    interface Stored {

        /** Lets a tag of that repository name it; one that does already stays. */
        void tag(Tag tag);
    }

    /** @param leftBehind what refers to the image and did not go along */
    record Copied(Stored image, List<LeftBehind> leftBehind) {

        public Copied {
            leftBehind = List.copyOf(leftBehind);
        }
    }

    /** What the tag names. */
    Optional<Digest> digest(RepositoryName repository, Tag tag);

    /**
     * Carries the image and what belongs to it and is known to be harmless, and reads at the destination what was put there;
     * no tag that names the image is touched.
     *
     * @param again whether it may be there already, in part or whole: then nothing that is there is put again
     * @throws NoSuchRepository where the destination is not there
     */
    Copied copy(RepositoryName from, ScannedImage image, RepositoryName to, boolean again);

    /** Empty where the digest is not there. */
    Optional<Stored> stored(RepositoryName repository, Digest digest);

    /** It was never made, or somebody deleted it. */
    final class NoSuchRepository extends RuntimeException {

        NoSuchRepository(RepositoryName repository, RuntimeException cause) {
            super("There is no repository %s.".formatted(repository), cause);
        }
    }
}
