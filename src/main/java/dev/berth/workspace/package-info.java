/**
 * One researcher's place: a username, and the staging and approved repositories that the workflow side expects for it.
 */
@ApplicationModule(allowedDependencies = {"support", "oci", "identity", "web", "audit"})
@NullMarked
package dev.berth.workspace;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
