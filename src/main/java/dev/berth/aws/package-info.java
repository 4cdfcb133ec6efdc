/**
 * The adapters: each implements a port of a feature by the AWS SDK. `software.amazon.*` appears here and nowhere else.
 */
@ApplicationModule(
        allowedDependencies = {
            "oci",
            "audit",
            "workspace",
            "credentials",
            "arrival",
            "scanning",
            "promotion",
            "catalogue"
        })
@NullMarked
package dev.berth.aws;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
