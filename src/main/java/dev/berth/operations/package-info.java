/**
 * What whoever runs Berth sees of it: whether it is ready, what waits in each stage and for how long, what was done and with which outcome. It
 * reads every module below, changes nothing, and never tells of a person, a repository or an image.
 */
@ApplicationModule(allowedDependencies = {"support", "audit", "promotion"})
@NullMarked
package dev.berth.operations;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
