/**
 * The push commands, for each shell and client, filled in for one researcher. It knows no secret.
 */
@ApplicationModule(allowedDependencies = {"oci", "web"})
@NullMarked
package dev.berth.guide;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
