package dev.berth.sandbox;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * What gives away that this is no developer's machine. One sign is enough: a sandbox lets anybody in as anybody, so it
 * never runs beside a real AWS configuration.
 */
final class SignsOfProduction {

    /** One thing looked for. */
    record Sign(String name, Function<Surroundings, Optional<String>> look) {}

    static final List<Sign> SIGNS = List.of(
            new Sign("another endpoint", SignsOfProduction::realEndpoint),
            set("a push role", "berth.aws.push-role-arn"),
            set("an AWS account", "berth.aws.account"),
            set("an AWS region", "berth.aws.region"),
            set("a registry", "berth.aws.registry"),
            set("AWS keys in the configuration", "berth.aws.access-key-id"),
            set("an identity provider", "berth.identity.issuer"),
            new Sign("an address for others", SignsOfProduction::openAddress),
            new Sign("a sandbox for others", SignsOfProduction::openSandbox),
            new Sign("another database", SignsOfProduction::realDatabase),
            new Sign("a production profile", SignsOfProduction::productionProfile),
            variable("a web identity", "AWS_WEB_IDENTITY_TOKEN_FILE", "aws.webIdentityTokenFile"),
            variable("an AWS role", "AWS_ROLE_ARN", "aws.roleArn"),
            variable("container credentials", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"),
            variable("container credentials", "AWS_CONTAINER_CREDENTIALS_FULL_URI"),
            variable("an ECS task", "ECS_CONTAINER_METADATA_URI_V4"),
            variable("a Lambda function", "AWS_LAMBDA_FUNCTION_NAME"),
            variable("a Kubernetes pod", "KUBERNETES_SERVICE_HOST"),
            variable("an AWS profile", "AWS_PROFILE", "aws.profile"),
            new Sign("AWS keys in the environment", SignsOfProduction::realKey));

    private SignsOfProduction() {}

    /**
     * @param alone where the sandbox has a container for itself, which may be listened to from outside of it
     * @return a sentence for each sign that was found
     */
    static List<String> in(ConfigurableEnvironment environment, boolean alone) {
        Surroundings surroundings = new Surroundings(environment, alone);
        return SIGNS.stream()
                .map(sign -> sign.look().apply(surroundings))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Sign set(String name, String key) {
        return new Sign(
                name,
                around -> around.configured(key)
                        .map(
                                value -> key
                                        + " is set, which belongs to a real AWS configuration; in the sandbox Berth sets it itself."));
    }

    private static Sign variable(String name, String... keys) {
        return new Sign(name, around -> {
            for (String key : keys) {
                if (around.variable(key) != null) {
                    return Optional.of(
                            key + " is set, so this process has (or could get) a real identity in AWS or a cluster.");
                }
            }
            return Optional.empty();
        });
    }

    private static Optional<String> realEndpoint(Surroundings around) {
        return around.configured("berth.aws.endpoint")
                .filter(endpoint -> !isLoopback(URI.create(endpoint).getHost()))
                .map(endpoint -> "berth.aws.endpoint is " + endpoint + ", which is not this machine.");
    }

    private static Optional<String> openAddress(Surroundings around) {
        return around.written("server.address")
                .filter(address -> !isLoopback(address.strip()))
                .map(address -> "server.address is %s, where others could reach the sandbox."
                        .formatted(address.isBlank() ? "empty, which means every address" : address));
    }

    private static Optional<String> openSandbox(Surroundings around) {
        return around.written("berth.sandbox.address")
                .filter(address -> !around.alone() && !isLoopback(address.strip()))
                .map(
                        address ->
                                "berth.sandbox.address is for a sandbox in a container of its own; beside the portal it is 127.0.0.1.");
    }

    private static Optional<String> realDatabase(Surroundings around) {
        return around.configured("spring.datasource.url")
                .filter(url -> !isLoopback(databaseHost(url)))
                .map(url -> "spring.datasource.url names a database that is not on this machine.");
    }

    private static @Nullable String databaseHost(String url) {
        String address = url.startsWith("jdbc:") ? url.substring("jdbc:".length()) : url;
        // Several hosts make no URI with a host, so they count as remote.
        return URI.create(address.split("\\?", 2)[0]).getHost();
    }

    private static Optional<String> productionProfile(Surroundings around) {
        return around.profiles().stream()
                .filter(profile -> profile.toLowerCase(Locale.ROOT).startsWith("prod"))
                .findFirst()
                .map(profile -> "The profile " + profile + " is active beside the profile sandbox.");
    }

    /** The sandbox's own keys may be there: somebody who pushes from this terminal has exported them. */
    private static Optional<String> realKey(Surroundings around) {
        for (String key : List.of("AWS_ACCESS_KEY_ID", "aws.accessKeyId")) {
            String id = around.variable(key);
            if (id != null && !id.startsWith("ASIABERTH") && !id.startsWith("AKIABERTH")) {
                return Optional.of(key + " is set, and it is no key of the sandbox.");
            }
        }
        return Optional.empty();
    }

    private static boolean isLoopback(@Nullable String host) {
        if (host == null) {
            return false;
        }
        if (host.equalsIgnoreCase("localhost")) {
            return true;
        }
        // An address only: a name could be made to resolve to anything.
        if (!host.matches("[0-9.]+|\\[?[0-9a-fA-F:]+\\]?")) {
            return false;
        }
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException notAnAddress) {
            return false;
        }
    }

    /** Configuration by its relaxed name, variables by their exact one; what is blank is not set. */
    private record Surroundings(ConfigurableEnvironment environment, boolean alone) {

        Optional<String> configured(String key) {
            return written(key).filter(value -> !value.isBlank());
        }

        Optional<String> written(String key) {
            return Binder.get(environment)
                    .bind(key, Bindable.of(String.class))
                    .map(Optional::of)
                    .orElse(Optional.<String>empty());
        }

        @Nullable
        String variable(String key) {
            String value = environment.getProperty(key);
            return value == null || value.isBlank() ? null : value;
        }

        List<String> profiles() {
            return List.of(environment.getActiveProfiles());
        }
    }
}
