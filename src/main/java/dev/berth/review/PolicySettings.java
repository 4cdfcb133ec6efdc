package dev.berth.review;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the promotion policy asks beyond a clean scan. Another value is another policy: every image is judged anew.
 *
 * @param platforms what workflows run on, such as linux/amd64: an image is cleared by itself only if it is there for each
 */
@ConfigurationProperties("berth.policy")
record PolicySettings(@DefaultValue("linux/amd64") List<String> platforms) {

    PolicySettings {
        platforms = List.copyOf(platforms);
        try {
            WantedPlatforms.of(platforms);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("Set berth.policy.platforms to the platforms that workflows run on, "
                    + "such as linux/amd64 or linux/amd64,linux/arm64: " + e.getMessage());
        }
    }
}
