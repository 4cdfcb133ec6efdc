/**
 * What the scanner says of every platform manifest of a staged image, believed only when it is finished.
 */
@ApplicationModule(allowedDependencies = {"support", "oci", "identity", "web", "audit", "workspace", "arrival"})
@NullMarked
package dev.berth.scanning;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
