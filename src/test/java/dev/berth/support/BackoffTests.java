package dev.berth.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTests {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void eachPauseIsLongerByTheFactorUpToTheLongest() {
        Backoff backoff = Backoff.doubling(Duration.ofSeconds(5), MINUTE);

        assertThat(IntStream.rangeClosed(1, 6).mapToObj(backoff::after))
                .containsExactly(
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(40),
                        MINUTE,
                        MINUTE);
    }

    @Test
    void theFactorNeedNotBeWhole() {
        assertThat(new Backoff(Duration.ofSeconds(5), 1.5, MINUTE).after(3)).isEqualTo(Duration.ofMillis(11_250));
    }

    @Test
    void howeverManyAttemptsThereWere() {
        assertThat(Backoff.doubling(Duration.ofDays(1), Duration.ofDays(9)).after(Integer.MAX_VALUE))
                .isEqualTo(Duration.ofDays(9));
        assertThat(Backoff.doubling(MINUTE, Duration.ofDays(9)).after(0)).isEqualTo(MINUTE);
    }

    @Test
    void aFirstPauseThatIsLongerThanTheLongestIsTheLongest() {
        assertThat(Backoff.doubling(Duration.ofHours(1), MINUTE).after(1)).isEqualTo(MINUTE);
    }

    @Test
    void pausesDoNotShrink() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Backoff(MINUTE, 0.5, MINUTE));
        assertThatIllegalArgumentException().isThrownBy(() -> Backoff.doubling(Duration.ZERO, MINUTE));
    }
}
