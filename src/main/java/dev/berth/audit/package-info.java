/**
 * The audit trail: every change of state, written in the transaction that made it and chained by a keyed hash. Anchors, signed
 * and kept outside the database, show whether anything at its end is gone.
 */
@ApplicationModule(allowedDependencies = {"support", "oci", "identity", "web"})
@NullMarked
package dev.berth.audit;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
