package dev.berth.sandbox.cloud.identity;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(Account.class)
class IdentityConfiguration {

    @Bean
    PortalKeys portalKeys(Identities identities) {
        return identities.portalKeys();
    }

    @Bean
    PortalAuditKey portalAuditKey(Identities identities) {
        return identities.portalAuditKey();
    }
}
