/**
 * What every page shares: layout, errors, formatting, and the headers that keep a page closed to others.
 */
@ApplicationModule(allowedDependencies = {"support", "identity"})
@NullMarked
package dev.berth.web;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
