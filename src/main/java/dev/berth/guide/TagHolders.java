package dev.berth.guide;

import dev.berth.oci.RepositoryName;
import dev.berth.oci.Tag;
import java.util.List;

/** Knows, without asking a registry, what a tag of a researcher's repositories names. Those who follow the images implement it. */
@FunctionalInterface
public interface TagHolders {

    /** At most one for each place. */
    List<TagHolder> of(RepositoryName staging, Tag tag);
}
