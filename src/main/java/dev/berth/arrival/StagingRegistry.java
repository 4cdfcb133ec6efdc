package dev.berth.arrival;

import dev.berth.oci.Descriptor;
import dev.berth.oci.Digest;
import dev.berth.oci.Manifest;
import dev.berth.oci.MediaType;
import dev.berth.oci.Platform;
import dev.berth.oci.RepositoryName;
import dev.berth.oci.Tag;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The registry that researchers push to, read only. Every call is remote: none belongs in a transaction. */
public interface StagingRegistry {

    /**
     * What is in the repository at this moment, with and without tags, all pages of it.
     *
     * @throws StagingUnavailable where there is no answer
     */
    List<Listed> list(RepositoryName repository);

    /** Each may have 4 MiB. */
    int MANIFESTS_AT_ONCE = 8;

    /**
     * The manifests of these digests, byte for byte; those that are not there (any more) are not in the answer.
     *
     * @param digests at most {@link #MANIFESTS_AT_ONCE}, since all are held in memory
     * @throws StagingUnavailable where there is no answer
     */
    Map<Digest, Manifest> manifests(RepositoryName repository, Collection<Digest> digests);

    /**
     * What the image's config says it was built for; {@link Platform#UNKNOWN} where it says nothing readable.
     *
     * @throws StagingUnavailable where there is no answer
     */
    Platform platform(RepositoryName repository, Descriptor config);

    /**
     * One digest of a listing, with the tags that name it, if any does.
     *
     * @param pushedAt in whole seconds
     */
    record Listed(Digest digest, Set<Tag> tags, MediaType mediaType, long sizeBytes, Instant pushedAt) {

        public Listed {
            tags = Collections.unmodifiableSet(new LinkedHashSet<>(tags));
        }
    }
}
