/**
 * The copy job: a cleared digest goes to the approved repository, is verified there, and then gets its tag.
 */
@ApplicationModule(
        allowedDependencies = {
            "support",
            "oci",
            "identity",
            "web",
            "audit",
            "workspace",
            "arrival",
            "scanning",
            "review"
        })
@NullMarked
package dev.berth.promotion;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
