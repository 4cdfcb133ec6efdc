package dev.berth;

import java.time.InstantSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.TypeExcludeFilter;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.modulith.Modulithic;

/** The portal. The sandbox is left out of the scan: where it runs, it is a context of its own. */
@SpringBootConfiguration
@Modulithic
@EnableAutoConfiguration
@ComponentScan(
        excludeFilters = {
            @ComponentScan.Filter(type = FilterType.CUSTOM, classes = TypeExcludeFilter.class),
            @ComponentScan.Filter(type = FilterType.REGEX, pattern = "dev\\.berth\\.sandbox\\..*")
        })
// By name, since this scan has no filter that would leave the sandbox out.
@ConfigurationPropertiesScan({
    "dev.berth.arrival",
    "dev.berth.audit",
    "dev.berth.aws",
    "dev.berth.catalogue",
    "dev.berth.credentials",
    "dev.berth.guide",
    "dev.berth.identity",
    "dev.berth.journey",
    "dev.berth.promotion",
    "dev.berth.review",
    "dev.berth.scanning",
    "dev.berth.support",
    "dev.berth.web",
    "dev.berth.workspace"
})
public class BerthApplication {

    public static void main(String[] args) {
        SpringApplication application = new SpringApplication(BerthApplication.class);
        application.addInitializers(ConfigurationMissing.check());
        application.run(args);
    }

    /** The one clock; tests set their own. */
    @Bean
    @ConditionalOnMissingBean
    InstantSource clock() {
        return InstantSource.system();
    }
}
