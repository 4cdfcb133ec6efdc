/**
 * Apart: a small AWS, container registry and identity provider for one machine, spoken to over the wire like the real ones.
 * It may use `oci`; nobody uses it. It is compiled and packaged apart from the product, starts beside it with the profile
 * `sandbox`, or alone, and never in production.
 */
@ApplicationModule(allowedDependencies = {"oci", "aws::permissions"})
@NullMarked
package dev.berth.sandbox;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
