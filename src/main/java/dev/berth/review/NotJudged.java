package dev.berth.review;

import dev.berth.arrival.StagedImageId;
import java.util.Map;
import java.util.stream.Collectors;

/** Some images could not be judged. */
class NotJudged extends RuntimeException {

    private static final int MOST_NAMED = 10;

    /** @param failures why, of each; at least one */
    NotJudged(Map<StagedImageId, RuntimeException> failures) {
        super("Images that could not be judged (%d): %s"
                .formatted(
                        failures.size(),
                        failures.keySet().stream()
                                .limit(MOST_NAMED)
                                .map(StagedImageId::toString)
                                .collect(Collectors.joining(", "))));
        failures.values().stream().limit(MOST_NAMED).forEach(this::addSuppressed);
    }
}
