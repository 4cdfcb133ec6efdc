package dev.berth.catalogue;

import dev.berth.oci.Digest;
import dev.berth.oci.RepositoryName;
import dev.berth.oci.Tag;
import java.util.Map;
import java.util.Set;

/** The repositories that workflows run from, read only. Every call is remote: none belongs in a transaction. */
@FunctionalInterface
public interface ApprovedTags {

    /**
     * What each tag names at this moment, all pages of it: nothing where there is no such repository. A tag that moved
     * meanwhile may be on two pages.
     *
     * @throws ApprovedUnavailable where there is no answer
     */
    Map<Tag, Set<Digest>> in(RepositoryName approved);
}
