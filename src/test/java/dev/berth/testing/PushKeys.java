package dev.berth.testing;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ecr.EcrClient;

/** What the page shows once: a researcher's keys for one push session. */
public record PushKeys(String accessKeyId, String secretAccessKey, String sessionToken) {

    private static final Pattern LINE = Pattern.compile("export (AWS_[A-Z_]+)='([^']+)'");

    /** Reads the block for bash, as a researcher would paste it. */
    public static PushKeys on(Browser.Page page) {
        Map<String, String> variables = new HashMap<>();
        Matcher line = LINE.matcher(new Printed(page).block("secret-BASH"));
        while (line.find()) {
            variables.put(line.group(1), line.group(2));
        }
        return new PushKeys(
                Objects.requireNonNull(variables.get("AWS_ACCESS_KEY_ID")),
                Objects.requireNonNull(variables.get("AWS_SECRET_ACCESS_KEY")),
                Objects.requireNonNull(variables.get("AWS_SESSION_TOKEN")));
    }

    /** What must be found nowhere. */
    public List<String> secrets() {
        return List.of(secretAccessKey, sessionToken);
    }

    public Map<String, String> environment() {
        return Map.of(
                "AWS_ACCESS_KEY_ID",
                accessKeyId,
                "AWS_SECRET_ACCESS_KEY",
                secretAccessKey,
                "AWS_SESSION_TOKEN",
                sessionToken,
                "AWS_DEFAULT_REGION",
                "us-east-1",
                "AWS_CONFIG_FILE",
                "/nonexistent",
                "AWS_SHARED_CREDENTIALS_FILE",
                "/nonexistent");
    }

    /** The registry's password for these keys, as {@code aws ecr get-login-password} gets it. */
    public String registryPassword(URI endpoint) {
        try (EcrClient ecr = EcrClient.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(
                        sessionToken.isEmpty()
                                ? AwsBasicCredentials.create(accessKeyId, secretAccessKey)
                                : AwsSessionCredentials.create(accessKeyId, secretAccessKey, sessionToken)))
                .build()) {
            String pair =
                    ecr.getAuthorizationToken().authorizationData().getFirst().authorizationToken();
            return new String(Base64.getDecoder().decode(pair), StandardCharsets.UTF_8).substring("AWS:".length());
        }
    }

    public RegistryPusher pusher(URI endpoint) {
        return RegistryPusher.to(endpoint).as("AWS", registryPassword(endpoint));
    }

    @Override
    public String toString() {
        return "PushKeys[" + accessKeyId + ", ***]";
    }
}
