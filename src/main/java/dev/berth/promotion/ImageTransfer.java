package dev.berth.promotion;

import dev.berth.oci.Digest;
import dev.berth.oci.LeftBehind;
import dev.berth.oci.Reference;
import dev.berth.oci.RepositoryName;
import dev.berth.oci.ScannedImage;
import dev.berth.oci.Tag;
import java.util.List;
import java.util.Optional;

/** The registry, as far as a promotion needs it. Every call is remote and may be made again: none belongs in a transaction. */
interface ImageTransfer {

    /** What stands there under this name; of a digest, after its bytes were read and added up. */
    Optional<Digest> digest(RepositoryName repository, Reference reference);

    /**
     * Carries the image and what belongs to it and is known to be harmless; no tag that names the image is touched.
     *
     * @return what was left behind
     */
    List<LeftBehind> copy(RepositoryName from, ScannedImage image, RepositoryName to);

    void tag(RepositoryName repository, Digest digest, Tag tag);
}
