package dev.berth.sandbox;

import dev.berth.sandbox.cloud.iam.PushRole;
import dev.berth.sandbox.cloud.identity.Account;
import dev.berth.sandbox.cloud.identity.PortalAuditKey;
import dev.berth.sandbox.cloud.identity.PortalKeys;
import dev.berth.sandbox.identity.PortalClient;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.ConfigurationPropertiesAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.thymeleaf.autoconfigure.ThymeleafAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FilterType;

/** The server on port 4566: every room of the sandbox, and of Spring Boot only what they need. */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration({
    ConfigurationPropertiesAutoConfiguration.class,
    PropertyPlaceholderAutoConfiguration.class,
    LifecycleAutoConfiguration.class,
    TaskExecutionAutoConfiguration.class,
    TaskSchedulingAutoConfiguration.class,
    TomcatServletWebServerAutoConfiguration.class,
    DispatcherServletAutoConfiguration.class,
    WebMvcAutoConfiguration.class,
    JacksonAutoConfiguration.class,
    HttpMessageConvertersAutoConfiguration.class,
    ThymeleafAutoConfiguration.class
})
@ComponentScan(
        basePackages = "dev.berth.sandbox",
        // A nested one belongs to whatever it is nested in, such as a test that starts one room alone.
        excludeFilters = @ComponentScan.Filter(type = FilterType.REGEX, pattern = ".*\\$.*"))
@ConfigurationPropertiesScan("dev.berth.sandbox")
class SandboxServer {

    @Bean
    InstantSource clock() {
        return InstantSource.system();
    }

    /** What the portal must be told to use this server in the place of AWS and of an identity provider. */
    static Map<String, Object> portalProperties(ApplicationContext server, String host) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("berth.aws.endpoint", "http://" + host);
        properties.put("berth.aws.registry", host);
        Account account = server.getBean(Account.class);
        properties.put("berth.aws.region", account.region());
        properties.put("berth.aws.account", account.account());
        properties.put("berth.aws.push-role-arn", server.getBean(PushRole.class).arn());
        properties.put("berth.aws.anchors.bucket", "berth-anchors");
        PortalKeys keys = server.getBean(PortalKeys.class);
        properties.put("berth.aws.access-key-id", keys.accessKeyId());
        properties.put("berth.aws.secret-access-key", keys.secretAccessKey());
        properties.put("berth.audit.key", server.getBean(PortalAuditKey.class).base64());
        PortalClient client = server.getBean(PortalClient.class);
        properties.put("berth.identity.issuer", "http://" + host);
        properties.put("berth.identity.client-id", client.id());
        properties.put("berth.identity.client-secret", client.secret());
        // A persona's username is nobody's to edit.
        properties.put("berth.identity.username-claims", "preferred_username");
        return properties;
    }
}
