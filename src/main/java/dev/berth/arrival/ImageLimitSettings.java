package dev.berth.arrival;

import dev.berth.oci.ImageLimits;
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
        positive("layers", layers);
        positive("children", children);
        positive("annotations", annotations);
        positive("tags", tags);
    }

    private static void positive(String key, int value) {
        if (value < 1) {
            throw new IllegalArgumentException("berth.arrival.most.%s must be 1 or more, such as 1000.".formatted(key));
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Limits {

        @Bean
        ImageLimits imageLimits(ImageLimitSettings settings) {
            return new ImageLimits(settings.layers, settings.children, settings.annotations, settings.tags);
        }
    }
}
