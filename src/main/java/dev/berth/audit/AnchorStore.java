package dev.berth.audit;

import java.util.List;

/** A place for anchors. Outside the database they prove what the database alone cannot: that nothing at its end is gone. */
public interface AnchorStore {

    /** As a reader finds it, such as {@code s3://bucket/berth/}. */
    String name();

    /** @throws AnchorsUnavailable where it was not kept */
    void keep(Anchor anchor);

    /**
     * Those of entries after this number, the lowest numbers first, and no more than so many.
     *
     * @throws AnchorsUnavailable where they cannot be read
     */
    List<Anchor> after(long number, int atMost);
}
