package dev.berth.promotion;

import dev.berth.web.BoundedCount;
import java.util.List;

/** Knows of tags that others moved in approved repositories. Whoever keeps the list of what is approved implements it. */
public interface MovedTags {

    /** Those that have lasted longest. */
    List<MovedTag> longest(int limit);

    BoundedCount count();
}
