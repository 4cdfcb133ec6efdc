package dev.berth.aws;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a push session may do: sign in to the registry, and push to one repository. Anything more would let one
 * researcher pull another's images, put images around the scan, or create repositories. The date is in it because AWS
 * does not say whether what docker login got outlives the session it came from.
 */
record PushPolicy(String repositoryArn, Instant until) {

    /** AWS's limit on a session policy. */
    static final int LONGEST = 2048;

    private static final JsonMapper JSON = JsonMapper.shared();

    private static final List<String> PUSH = List.of(
            "ecr:BatchCheckLayerAvailability",
            "ecr:InitiateLayerUpload",
            "ecr:UploadLayerPart",
            "ecr:CompleteLayerUpload",
            "ecr:PutImage",
            "ecr:BatchGetImage");

    String json() {
        return JSON.writeValueAsString(new TreeMap<>(Map.of(
                "Version",
                "2012-10-17",
                "Statement",
                List.of(statement(List.of("ecr:GetAuthorizationToken"), "*"), statement(PUSH, repositoryArn)))));
    }

    private Map<String, Object> statement(List<String> actions, String resource) {
        return new TreeMap<>(Map.of(
                "Effect",
                "Allow",
                "Action",
                actions,
                "Resource",
                resource,
                "Condition",
                Map.of(
                        "DateLessThan",
                        Map.of(
                                "aws:CurrentTime",
                                until.truncatedTo(ChronoUnit.SECONDS).toString()))));
    }
}
