/**
 * One image's whole story on one page, and the home of each role. It reads every room below and changes nothing.
 */
@ApplicationModule(
        allowedDependencies = {
            "oci",
            "identity",
            "web",
            "audit",
            "guide",
            "workspace",
            "credentials",
            "arrival",
            "scanning",
            "review",
            "promotion",
            "catalogue"
        })
@NullMarked
package dev.berth.journey;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
