package dev.berth.oci;

import java.time.Duration;
import java.util.stream.Stream;

/**
 * How long a registry is waited for, and how often it is asked again.
 *
 * @param connect until a connection stands
 * @param answer until a whole answer is there; of a blob, until its first byte
 * @param stall how long a blob on its way may move no byte; a blob may take as long as it needs while it moves
 * @param storing how long a registry may take over a blob that it has been sent whole
 * @param attempts how often a call that may be repeated is made, the first one included
 * @param backoff the pause before the second attempt, doubled before each one after it
 */
public record Patience(
        Duration connect, Duration answer, Duration stall, Duration storing, int attempts, Duration backoff) {

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(20);

    public Patience {
        boolean positive = Stream.of(connect, answer, stall, storing).allMatch(Duration::isPositive);
        if (!positive || backoff.isNegative()) {
            throw new IllegalArgumentException("Time-outs are longer than nothing, and a pause is not negative");
        }
        if (attempts < 1 || attempts > 20) {
            throw new IllegalArgumentException("A call is attempted 1 to 20 times");
        }
    }

    public static Patience usual() {
        return new Patience(
                Duration.ofSeconds(10),
                Duration.ofSeconds(60),
                Duration.ofMinutes(2),
                Duration.ofMinutes(10),
                5,
                Duration.ofMillis(500));
    }

    /** The pause after this attempt, where the first is 1. */
    Duration pauseAfter(int attempt) {
        Duration pause = backoff.multipliedBy(1L << Math.min(attempt - 1, 10));
        return shorter(pause);
    }

    /** What a registry asks for by {@code Retry-After}, as far as Berth goes along with it. */
    Duration shorter(Duration pause) {
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }
}
