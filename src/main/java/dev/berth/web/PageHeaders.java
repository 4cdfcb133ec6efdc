package dev.berth.web;

import dev.berth.identity.IdentityProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.web.header.HeaderWriter;
import org.springframework.security.web.header.writers.ContentSecurityPolicyHeaderWriter;
import org.springframework.security.web.header.writers.PermissionsPolicyHeaderWriter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;

/** Nothing inline, nothing from elsewhere, nobody's frame. Spring Security's own headers stand beside these. */
@Configuration(proxyBeanMethods = false)
class PageHeaders {

    /** Signing out is a form whose answer leads to the identity provider, which browsers check as a form's target too. */
    @Bean
    HeaderWriter contentSecurityPolicy(IdentityProvider provider) {
        return new ContentSecurityPolicyHeaderWriter(
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self';"
                        + " connect-src 'self'; form-action 'self' " + provider.origin()
                        + "; base-uri 'none'; frame-ancestors 'none'");
    }

    @Bean
    HeaderWriter referrerPolicy() {
        return new ReferrerPolicyHeaderWriter(ReferrerPolicy.SAME_ORIGIN);
    }

    @Bean
    HeaderWriter permissionsPolicy() {
        return new PermissionsPolicyHeaderWriter(
                "camera=(), microphone=(), geolocation=(), payment=(), usb=(), clipboard-write=(self)");
    }
}
