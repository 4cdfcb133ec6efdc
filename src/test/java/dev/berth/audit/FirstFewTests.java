package dev.berth.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FirstFewTests {

    @Test
    void tenAreNamed() {
        assertThat(FirstFew.of(numbers(10))).isEqualTo("1, 2, 3, 4, 5, 6, 7, 8, 9, 10");
    }

    @Test
    void ofMoreItIsSaidHowMany() {
        assertThat(FirstFew.of(numbers(1012))).isEqualTo("1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 1002 more");
    }

    private static Stream<String> numbers(int last) {
        return IntStream.rangeClosed(1, last).mapToObj(String::valueOf);
    }
}
