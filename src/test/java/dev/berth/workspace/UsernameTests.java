package dev.berth.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsernameTests {

    @ParameterizedTest
    @CsvSource({
        "user1@username.com, user1-40username-2ecom",
        "alice, alice",
        "0000-0002-1825-0097, 0000-2d0002-2d1825-2d0097",
        "bob_lab, bob-5flab",
        "bOb, b-4fb"
    })
    void invariant9_aUsernameBecomesWhatTheWorkflowSideExpects(String username, String escaped) {
        assertThat(Username.of(username).escaped()).isEqualTo(escaped);
        assertThat(Username.of(username).in("nextflow-staging")).hasToString("nextflow-staging/" + escaped);
    }

    @Test
    void invariant9_noTwoUsernamesShareARepository() {
        Random random = new Random(7);
        Set<String> names = new HashSet<>();
        while (names.size() < 5000) {
            StringBuilder name = new StringBuilder("a");
            random.ints(1 + random.nextInt(6), 0, "ab4-0@._".length()).forEach(i -> name.append("ab4-0@._".charAt(i)));
            names.add(name.toString());
        }

        assertThat(names.stream().map(name -> Username.of(name).escaped()).distinct())
                .hasSameSizeAs(names);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "@alice", "-alice", "Alice", "_a", "ali ce", " alice", "zoë", "a\tb"})
    void aNameThatNoRepositoryCanCarryIsRefusedWithASentence(String name) {
        assertThatThrownBy(() -> Username.of(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith(".");
    }

    @Test
    void theLongestNameFitsIntoARepositorys() {
        assertThat(Username.of("a".repeat(100)).in("nextflow-staging").value()).hasSize(117);
        assertThatThrownBy(() -> Username.of("a".repeat(101))).hasMessageContaining("at most 100");
        assertThat(Username.of("a" + "@".repeat(66)).escaped()).hasSize(199);
        assertThatThrownBy(() -> Username.of("a" + "@".repeat(67))).hasMessageContaining("too long");
        assertThat(Username.of("a").in("nextflow-staging")).hasToString("nextflow-staging/a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "alice",
                "alice@",
                "a b@example.org",
                "alice@example",
                "a@b@example.org",
                "a,b@example.org",
                "a\0b@example.org",
                "\u202Ealice@example.org",
                "al\u200Bice@example.org",
                "al\u00ADice@example.org",
                "alice\uFE0F@example.org",
                "alice@exam\uDB40\uDC61ple.org",
                "alice@example.\u2060org"
            })
    void anEmailAddressThatIsNoneIsRefusedWithASentence(String text) {
        assertThatThrownBy(() -> EmailAddress.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith(".");
    }

    @Test
    void anEmailAddressIsKeptInLowerCase() {
        assertThat(EmailAddress.of(" Alice@Example.org ")).hasToString("alice@example.org");
    }
}
