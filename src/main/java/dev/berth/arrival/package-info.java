/**
 * Noticing a push: which digest came in, under which tags, and which platform manifests it holds.
 */
@ApplicationModule(allowedDependencies = {"support", "oci", "identity", "web", "audit", "workspace", "credentials"})
@NullMarked
package dev.berth.arrival;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
