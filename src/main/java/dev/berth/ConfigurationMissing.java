package dev.berth;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;

/** Berth has no defaults for what only an operator knows. It says all of it at once, not one key a start. */
final class ConfigurationMissing extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final Map<String, String> REQUIRED = new TreeMap<>(Map.of(
            "spring.datasource.url", "the database, such as jdbc:postgresql://db.example.org/berth",
            "spring.datasource.username", "its user",
            "spring.datasource.password", "its password",
            "berth.identity.issuer", "the OpenID Connect issuer, such as https://gen3.example.org/user",
            "berth.identity.client-id", "what the issuer knows Berth by",
            "berth.identity.client-secret", "what proves it",
            "berth.audit.key", "what audit entries are signed with, as made by: openssl rand -base64 32",
            "berth.aws.region", "the registry's region, such as us-east-1",
            "berth.aws.account", "the AWS account that holds the repositories, twelve digits",
            "berth.aws.push-role-arn", "the role of the push sessions, arn:aws:iam::<account>:role/<name>"));

    private ConfigurationMissing(List<String> lines) {
        super("Berth is not configured yet. Set, in application.yml or in the environment (BERTH_AWS_REGION for"
                + " berth.aws.region):\n\n" + String.join("\n", lines));
    }

    static ApplicationContextInitializer<ConfigurableApplicationContext> check() {
        return context -> {
            List<String> missing = missing(context.getEnvironment());
            if (!missing.isEmpty()) {
                throw new ConfigurationMissing(missing);
            }
        };
    }

    private static List<String> missing(ConfigurableEnvironment environment) {
        Binder binder = Binder.get(environment);
        return REQUIRED.entrySet().stream()
                .filter(required -> !binder.bind(required.getKey(), Bindable.of(String.class))
                        .isBound())
                .map(required -> "    %-28s %s".formatted(required.getKey(), required.getValue()))
                .toList();
    }
}
