package dev.berth.sandbox;

import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.annotation.Configuration;

/** The sandbox alone, for a portal in another process. */
@Configuration(proxyBeanMethods = false)
public class SandboxApplication {

    public static void main(String[] args) {
        SpringApplication application = new SpringApplication(SandboxApplication.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setAdditionalProfiles(SandboxStart.PROFILE);
        application.setDefaultProperties(Map.of("spring.main.banner-mode", "off"));
        application.run(args);
    }
}
