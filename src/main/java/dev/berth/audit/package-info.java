/**
 * The audit trail: every change of state, written in the transaction that made it and chained by hash.
 */
@ApplicationModule(allowedDependencies = {"oci", "identity", "web"})
@NullMarked
package dev.berth.audit;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
