package dev.berth.arrival;

import dev.berth.support.Setting;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How much of one workspace is taken in. What is pushed beyond it waits in staging and comes in by itself, oldest first.
 *
 * @param openImages images that are being scanned or promoted at once
 * @param tagsADay tags that begin to name an image in 24 hours, be they new or moved
 * @param bytesADay bytes of new images in 24 hours; an image that is larger than this comes in alone
 */
@ConfigurationProperties("berth.arrival.limits")
record ArrivalLimits(
        @DefaultValue("200") int openImages,
        @DefaultValue("1000") int tagsADay,
        @DefaultValue("500GB") DataSize bytesADay) {

    ArrivalLimits {
        Setting.atLeastOne("berth.arrival.limits.open-images", openImages, "200");
        Setting.atLeastOne("berth.arrival.limits.tags-a-day", tagsADay, "1000");
        if (bytesADay.toBytes() < 1) {
            throw new IllegalArgumentException(
                    "berth.arrival.limits.bytes-a-day must be more than nothing, such as 500GB.");
        }
    }
}
