package dev.berth.aws;

import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** AWS's refusals as one sentence with its own error code, and without the request's id and text. */
final class AwsFailures {

    private AwsFailures() {}

    static String sentence(String who, AwsServiceException refusal) {
        return "%s refused: %s (HTTP %d).".formatted(who, code(refusal), refusal.statusCode());
    }

    static String code(AwsServiceException refusal) {
        return refusal.awsErrorDetails() == null || refusal.awsErrorDetails().errorCode() == null
                ? "no error code"
                : refusal.awsErrorDetails().errorCode();
    }
}
