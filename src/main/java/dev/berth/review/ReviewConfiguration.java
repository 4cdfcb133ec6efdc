package dev.berth.review;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ReviewConfiguration {

    @Bean
    WantedPlatforms wantedPlatforms(PolicySettings settings) {
        return WantedPlatforms.of(settings.platforms());
    }

    @Bean
    PromotionPolicy promotionPolicy(WantedPlatforms platforms) {
        return PromotionPolicy.noCritical(platforms);
    }
}
