package dev.berth.support;

import java.time.Duration;

/**
 * The pauses between attempts, ever longer.
 *
 * @param first after the first attempt
 * @param factor by which each is longer than the one before
 * @param longest what they grow to
 */
public record Backoff(Duration first, double factor, Duration longest) {

    public Backoff {
        if (!first.isPositive() || factor < 1 || !longest.isPositive()) {
            throw new IllegalArgumentException("Pauses are longer than nothing, and do not shrink");
        }
    }

    public static Backoff doubling(Duration first, Duration longest) {
        return new Backoff(first, 2, longest);
    }

    /** @param attempts how many there were, the last one included */
    public Duration after(int attempts) {
        double nanos = first.toNanos() * Math.pow(factor, Math.max(0, attempts - 1));
        return nanos < longest.toNanos() ? Duration.ofNanos((long) nanos) : longest;
    }
}
