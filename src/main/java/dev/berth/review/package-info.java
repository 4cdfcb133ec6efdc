/**
 * What the promotion policy says of an image, and what an admin decides where the policy does not clear it.
 */
@ApplicationModule(
        allowedDependencies = {
            "oci",
            "identity",
            "web",
            "audit",
            "guide",
            "workspace",
            "handover",
            "arrival",
            "scanning"
        })
@NullMarked
package dev.berth.review;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
