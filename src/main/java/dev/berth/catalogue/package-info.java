/**
 * Approved images: the URI under which a workflow may run each, and the digest beside it.
 */
@ApplicationModule(
        allowedDependencies = {"oci", "identity", "web", "audit", "guide", "workspace", "arrival", "promotion"})
@NullMarked
package dev.berth.catalogue;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
