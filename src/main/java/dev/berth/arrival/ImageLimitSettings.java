package dev.berth.arrival;

import dev.berth.oci.ImageLimits;
import dev.berth.support.Setting;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * How much of each an image may have; an image with more is refused.
 *
 * @param layers of one platform
 * @param children that an index names, together with the indexes in it
 * @param annotations of one manifest, and of each entry in it
 * @param tags that name the image
 */
@ConfigurationProperties("berth.arrival.most")
record ImageLimitSettings(
        @DefaultValue("1000") int layers,
        @DefaultValue("1000") int children,
        @DefaultValue("1000") int annotations,
        @DefaultValue("1000") int tags) {

    ImageLimitSettings {
        Setting.atLeastOne("berth.arrival.most.layers", layers, "1000");
        Setting.atLeastOne("berth.arrival.most.children", children, "1000");
        Setting.atLeastOne("berth.arrival.most.annotations", annotations, "1000");
        Setting.atLeastOne("berth.arrival.most.tags", tags, "1000");
    }

    @Configuration(proxyBeanMethods = false)
    static class Limits {

        @Bean
        ImageLimits imageLimits(ImageLimitSettings settings) {
            return new ImageLimits(settings.layers, settings.children, settings.annotations, settings.tags);
        }
    }
}
