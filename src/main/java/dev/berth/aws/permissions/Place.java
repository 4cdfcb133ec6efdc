package dev.berth.aws.permissions;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where the grants are for.
 *
 * @param partition {@code aws}, {@code aws-cn} or {@code aws-us-gov}
 * @param pushRoleArn the role of the push sessions
 * @param anchors the bucket of the audit trail's anchors; none where there is none
 */
public record Place(
        String partition,
        String region,
        String account,
        String pushRoleArn,
        String stagingPrefix,
        String approvedPrefix,
        @Nullable Anchors anchors) {

    private static final Pattern ROLE = Pattern.compile("arn:[^:]+:iam::\\d{12}:role(?<path>/.*/|/)(?<name>[^/]+)");

    /** @param prefix how every object's key begins */
    public record Anchors(String bucket, String prefix) {}

    String staging() {
        return repositories(stagingPrefix);
    }

    String approved() {
        return repositories(approvedPrefix);
    }

    private String repositories(String prefix) {
        return "arn:%s:ecr:%s:%s:repository/%s/*".formatted(partition, region, account, prefix);
    }

    String roleArn(Part part) {
        return "arn:%s:iam::%s:role/%s".formatted(partition, account, part.role());
    }

    String pushRoleName() {
        return pushRole("name");
    }

    /** As {@code /} or {@code /teams/data/}. */
    String pushRolePath() {
        return pushRole("path");
    }

    private String pushRole(String part) {
        Matcher role = ROLE.matcher(pushRoleArn);
        if (!role.matches()) {
            throw new IllegalArgumentException(pushRoleArn + " is not the ARN of a role");
        }
        return role.group(part);
    }
}
