package dev.berth.aws;

import dev.berth.credentials.Secret;
import dev.berth.oci.Registry;
import dev.berth.oci.RepositoryName;
import java.net.URI;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where AWS is and as whom Berth is there.
 *
 * @param region the region of the registry, such as us-east-1; required
 * @param account the twelve digits of the AWS account that holds the repositories; required
 * @param pushRoleArn the role that every push session is a session of: arn:aws:iam::(account):role/(name); required
 * @param endpoint where to ask instead of at AWS; only a sandbox needs it
 * @param registry the registry's host where it is not AWS's own; only a sandbox needs it
 * @param stagingPrefix what comes before a researcher's name in the repository they push to
 * @param approvedPrefix what comes before it in the repository that workflows run from
 * @param accessKeyId a fixed key instead of the role that Berth runs under; with secretAccessKey or not at all
 * @param secretAccessKey goes with accessKeyId
 */
@ConfigurationProperties("berth.aws")
record AwsSettings(
        String region,
        String account,
        String pushRoleArn,
        @Nullable URI endpoint,
        Registry registry,
        String stagingPrefix,
        String approvedPrefix,
        @Nullable String accessKeyId,
        @Nullable Secret secretAccessKey) {

    private static final Pattern REGION = Pattern.compile("[a-z]{2}(-[a-z]+)+-\\d");
    private static final Pattern ACCOUNT = Pattern.compile("\\d{12}");
    private static final Pattern ROLE = Pattern.compile("arn:(aws[a-z-]*):iam::(\\d{12}):role/([\\w+=,.@/-]+)");

    /** Beside the longest username within the 256 characters of a repository's name. */
    private static final int LONGEST_PREFIX = 50;

    @SuppressWarnings({"ConstantValue", "NullAway"}) // The binder passes null for what nobody configured.
    AwsSettings {
        if (region == null || !REGION.matcher(region).matches()) {
            throw new IllegalArgumentException("Set berth.aws.region to the registry's region, such as us-east-1.");
        }
        if (account == null || !ACCOUNT.matcher(account).matches()) {
            throw new IllegalArgumentException(
                    "Set berth.aws.account to the twelve digits of the AWS account that holds the repositories.");
        }
        if (pushRoleArn == null || !ROLE.matcher(pushRoleArn).matches()) {
            throw new IllegalArgumentException(
                    "Set berth.aws.push-role-arn to the role for push sessions: arn:aws:iam::<account>:role/<name>.");
        }
        if (!pushRoleArn.contains("::" + account + ":")) {
            throw new IllegalArgumentException(
                    "berth.aws.push-role-arn names a role of another account than berth.aws.account: ECR gives its sessions the registry of their own account.");
        }
        if ((accessKeyId == null) != (secretAccessKey == null)) {
            throw new IllegalArgumentException(
                    "Set both berth.aws.access-key-id and berth.aws.secret-access-key, or neither: then Berth uses the role it runs under.");
        }
        stagingPrefix = prefix("staging-prefix", stagingPrefix, "nextflow-staging");
        approvedPrefix = prefix("approved-prefix", approvedPrefix, "nextflow-approved");
        if (stagingPrefix.equals(approvedPrefix)) {
            throw new IllegalArgumentException(
                    "berth.aws.staging-prefix and berth.aws.approved-prefix must differ: whoever pushes to one must not reach the other.");
        }
        if (registry == null) {
            String suffix = region.startsWith("cn-") ? ".amazonaws.com.cn" : ".amazonaws.com";
            registry = Registry.of(account + ".dkr.ecr." + region + suffix);
        }
    }

    /** {@code aws}, {@code aws-cn}, {@code aws-us-gov}: the second part of every ARN. */
    String partition() {
        return pushRoleArn.split(":", 3)[1];
    }

    String pushRoleName() {
        return pushRoleArn.substring(pushRoleArn.lastIndexOf('/') + 1);
    }

    String arnOf(RepositoryName repository) {
        return "arn:%s:ecr:%s:%s:repository/%s".formatted(partition(), region, account, repository);
    }

    private static String prefix(String key, @Nullable String value, String usual) {
        String prefix = value == null ? usual : value;
        if (!RepositoryName.isRepositoryName(prefix) || prefix.length() > LONGEST_PREFIX) {
            throw new IllegalArgumentException(
                    "berth.aws.%s must be the beginning of a repository's name, such as %s, of at most 50 characters and without a '/' at its end."
                            .formatted(key, usual));
        }
        return prefix;
    }
}
