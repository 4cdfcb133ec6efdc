/**
 * Passes and push sessions: staff's permission, the researcher's hour, the push policy, and the one-time reveal.
 */
@ApplicationModule(
        allowedDependencies = {"support", "oci", "identity", "web", "audit", "guide", "workspace", "handover"})
@NullMarked
package dev.berth.credentials;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
