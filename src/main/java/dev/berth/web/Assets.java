package dev.berth.web;

import java.time.Duration;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.CacheControl;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.resource.VersionResourceResolver;

/**
 * The files that never change while the portal runs, all under one path. Every link of every page is compared with the
 * paths of static files, so a wider one would search the jars for each link.
 */
@Configuration(proxyBeanMethods = false)
class Assets implements WebMvcConfigurer {

    static final String PATTERN = "/assets/**";

    private final WebSettings settings;

    Assets(WebSettings settings) {
        this.settings = settings;
    }

    /** A page names each by an address with a digest of the content, so that a browser keeps it for ever. */
    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        registry.addResourceHandler(PATTERN)
                .addResourceLocations(
                        "classpath:/static/assets/",
                        "classpath:/META-INF/resources/webjars/bootstrap/%s/dist/css/".formatted(settings.bootstrap()))
                .setCacheControl(
                        CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable())
                .resourceChain(true)
                .addResolver(new VersionResourceResolver().addContentVersionStrategy("/**"));
    }
}
