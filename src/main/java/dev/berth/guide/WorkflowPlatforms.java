package dev.berth.guide;

import dev.berth.oci.Platform;
import java.util.List;

/** Knows what workflows run on, and so what an image has to be built for. Whoever judges images implements it. */
@FunctionalInterface
public interface WorkflowPlatforms {

    /** At least one. */
    List<Platform> platforms();
}
