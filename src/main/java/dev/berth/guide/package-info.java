/**
 * The push commands, for each shell and client, filled in for one researcher. It knows no secret. Each line is printed as
 * it works when pasted into that shell; where shells differ, the page prints a line for each.
 */
@ApplicationModule(allowedDependencies = {"oci", "web"})
@NullMarked
package dev.berth.guide;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
