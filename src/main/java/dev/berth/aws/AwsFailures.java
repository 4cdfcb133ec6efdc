package dev.berth.aws;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** AWS's refusals as one sentence with its own error code, the action that is not allowed, and without the rest of its text. */
final class AwsFailures {

    /** As AWS words it: {@code … is not authorized to perform: ecr:PutImage on resource: …}. */
    private static final Pattern ACTION = Pattern.compile("not authorized to perform: ([a-z0-9-]+:[A-Za-z0-9]+)");

    /** Of Berth's own credentials and clock, not of what was asked: the next ones may do. */
    private static final Set<String> OF_THE_MOMENT = Set.of(
            "ExpiredToken", "ExpiredTokenException", "RequestExpired", "RequestTimeout", "RequestTimeoutException");

    private AwsFailures() {}

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
        String sentence = "%s refused: %s (HTTP %d).".formatted(who, code(refusal), refusal.statusCode());
        return deniedAction(refusal)
                .map(action -> sentence
                        + " Berth's role does not allow %s: java -jar berth.jar iam prints what it has to."
                                .formatted(action))
                .orElse(sentence);
    }

    static Optional<String> deniedAction(AwsServiceException refusal) {
        return Optional.ofNullable(refusal.getMessage())
                .map(ACTION::matcher)
                .filter(Matcher::find)
                .map(found -> found.group(1));
    }

    static String code(AwsServiceException refusal) {
        return refusal.awsErrorDetails() == null || refusal.awsErrorDetails().errorCode() == null
                ? "no error code"
                : refusal.awsErrorDetails().errorCode();
    }
}
