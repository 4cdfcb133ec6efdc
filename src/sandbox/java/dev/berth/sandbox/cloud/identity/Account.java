package dev.berth.sandbox.cloud.identity;

import dev.berth.oci.RepositoryName;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The one account that the sandbox is, and how things in it are named.
 *
 * @param account twelve digits
 * @param region the one region there is
 * @param directory keeps all that the sandbox knows
 */
@ConfigurationProperties("berth.sandbox")
public record Account(
        @DefaultValue("123456789012") String account,
        @DefaultValue("us-east-1") String region,
        @DefaultValue(".berth") Path directory) {

    private static final Pattern NUMBER = Pattern.compile("\\d{12}");
    private static final Pattern REGION = Pattern.compile("[a-z]{2}(-[a-z]+)+-\\d");

    public Account {
        if (!NUMBER.matcher(account).matches()) {
            throw new IllegalArgumentException("Set berth.sandbox.account to twelve digits.");
        }
        if (!REGION.matcher(region).matches()) {
            throw new IllegalArgumentException("Set berth.sandbox.region to a region such as us-east-1.");
        }
    }

    /** Where the master key and the role's policies are kept. */
    public Path state() {
        return directory.resolve("cloud");
    }

    public String userArn(String name) {
        return "arn:aws:iam::%s:user/%s".formatted(account, name);
    }

    public String roleArn(String name) {
        return "arn:aws:iam::%s:role/%s".formatted(account, name);
    }

    public String sessionArn(String roleName, String sessionName) {
        return "arn:aws:sts::%s:assumed-role/%s/%s".formatted(account, roleName, sessionName);
    }

    public String repositoryArn(RepositoryName name) {
        return "arn:aws:ecr:%s:%s:repository/%s".formatted(region, account, name);
    }
}
