/**
 * Mechanisms that every feature uses and that know nothing of what Berth is for: how durable tasks are scheduled, woken and
 * shared out, and which characters nobody sees.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package dev.berth.support;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
