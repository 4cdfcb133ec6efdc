/**
 * Who somebody is and what they may open: sign-in by OpenID Connect, roles from configuration, and the one list of route
 * rules. It must not know what any page does.
 */
@ApplicationModule(allowedDependencies = {"support"})
@NullMarked
package dev.berth.identity;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
