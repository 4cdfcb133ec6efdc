package dev.berth.aws;

import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** AWS's refusals as one sentence with its own error code, and without the request's id and text. */
final class AwsFailures {

    private AwsFailures() {}

    /** Of Berth's own credentials and clock, not of what was asked: the next ones may do. */
    private static final Set<String> OF_THE_MOMENT = Set.of(
            "ExpiredToken", "ExpiredTokenException", "RequestExpired", "RequestTimeout", "RequestTimeoutException");

    /** Whether the same may be granted when it is asked for again. */
    static boolean isPassing(AwsServiceException refusal) {
        return refusal.isThrottlingException()
                || refusal.isClockSkewException()
                || refusal.statusCode() >= 500
                || refusal.statusCode() == 408
                || refusal.statusCode() == 429
                || OF_THE_MOMENT.contains(code(refusal));
    }

    static String sentence(String who, AwsServiceException refusal) {
        return "%s refused: %s (HTTP %d).".formatted(who, code(refusal), refusal.statusCode());
    }

    static String code(AwsServiceException refusal) {
        return refusal.awsErrorDetails() == null || refusal.awsErrorDetails().errorCode() == null
                ? "no error code"
                : refusal.awsErrorDetails().errorCode();
    }
}
