/**
 * Which person holds which name: a username, or an address that a role is given to, belongs to the one who first signed in
 * with it, until staff hand it over. It knows nothing of workspaces; who keeps something by a name hears of it by
 * {@link dev.berth.handover.NameHandedOver}.
 */
@ApplicationModule(allowedDependencies = {"support", "identity", "web", "audit"})
@NullMarked
package dev.berth.handover;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
