package dev.berth.sandbox.cloud;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The real time, until a test moves it. */
public final class MovableClock implements InstantSource {

    private volatile Duration ahead = Duration.ZERO;

    @Override
    public Instant instant() {
        return Instant.now().plus(ahead);
    }

    public void advance(Duration by) {
        ahead = ahead.plus(by);
    }
}
