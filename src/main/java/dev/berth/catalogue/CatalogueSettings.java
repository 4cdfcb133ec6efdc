package dev.berth.catalogue;

import dev.berth.support.Backoff;
import dev.berth.support.Setting;
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
        Setting.positive("berth.catalogue.reconcile-every", reconcileEvery, "1h");
        Setting.positive("berth.catalogue.reconcile-while-live", reconcileWhileLive, "2m");
    }

    Backoff afterFailures() {
        return Backoff.doubling(reconcileWhileLive, reconcileEvery);
    }
}
