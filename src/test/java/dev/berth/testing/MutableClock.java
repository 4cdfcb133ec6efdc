package dev.berth.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;

/** Time stands still until a test moves it. */
public final class MutableClock implements InstantSource {

    private final AtomicReference<Instant> now;

    public MutableClock(Instant now) {
        this.now = new AtomicReference<>(now);
    }

    /** From the real time on, since PostgreSQL and db-scheduler have clocks of their own. */
    public static MutableClock fromNow() {
        MutableClock clock = new MutableClock(Instant.EPOCH);
        clock.backToNow();
        return clock;
    }

    /** To a whole second, since the database keeps no more than microseconds. */
    public void backToNow() {
        now.set(Instant.now().truncatedTo(ChronoUnit.SECONDS));
    }

    @Override
    public Instant instant() {
        return now.get();
    }

    public void set(Instant instant) {
        now.set(instant);
    }

    public Instant advance(Duration duration) {
        return now.updateAndGet(instant -> instant.plus(duration));
    }

    /** Replaces the portal's clock. */
    @TestConfiguration(proxyBeanMethods = false)
    public static class InPlace {

        @Bean
        MutableClock mutableClock() {
            return MutableClock.fromNow();
        }
    }
}
