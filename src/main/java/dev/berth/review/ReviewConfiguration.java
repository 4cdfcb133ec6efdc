package dev.berth.review;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ReviewConfiguration {

    @Bean
    PromotionPolicy promotionPolicy(PolicySettings settings) {
        return PromotionPolicy.noCritical(WantedPlatforms.of(settings.platforms()));
    }
}
