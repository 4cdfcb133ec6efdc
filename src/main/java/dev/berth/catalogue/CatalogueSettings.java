package dev.berth.catalogue;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How often it is looked whether the approved repositories hold what the catalogue says. Each workspace costs one listing.
 *
 * @param reconcileEvery for each workspace, all of them spread over it
 * @param reconcileWhileLive for a workspace whose researcher may push now, and so may wait for an image that is gone
 */
@ConfigurationProperties("berth.catalogue")
record CatalogueSettings(
        @DefaultValue("1h") Duration reconcileEvery,
        @DefaultValue("2m") Duration reconcileWhileLive) {

    CatalogueSettings {
        positive("reconcile-every", reconcileEvery);
        positive("reconcile-while-live", reconcileWhileLive);
    }

    private static void positive(String key, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException(
                    "berth.catalogue.%s must be longer than nothing, such as 1h.".formatted(key));
        }
    }
}
