package dev.berth.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.credentials.OpeningRule.Decision;
import dev.berth.workspace.Username;
import dev.berth.workspace.WorkspaceId;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class PassTests {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Revocation REVOCATION = new Revocation(NOW, "bob", "Left the project");

    @Test
    void itIsActiveWhileItIsPreparedValidAndNotUsedUp() {
        assertThat(aPass(NOW, null).state(2, NOW))
                .isEqualTo(new PassState.Active(1, aPass(NOW, null).terms().validUntil()));
        assertThat(aPass(NOW, null).state(3, NOW)).isEqualTo(new PassState.UsedUp(3));
        assertThat(aPass(null, null).state(0, NOW)).isEqualTo(new PassState.Preparing(null));
        assertThat(aPass(NOW, null).state(0, NOW.plus(Duration.ofDays(7)))).isInstanceOf(PassState.Expired.class);
        assertThat(aPass(NOW, REVOCATION).state(0, NOW)).isEqualTo(new PassState.Revoked(REVOCATION));
    }

    @Test
    void eachRuleRefusesForItsOwnReason() {
        assertThat(OpeningRule.judge(aPass(NOW, null), 2, NOW)).isEqualTo(new Decision.Allowed());
        assertThat(OpeningRule.judge(aPass(NOW, REVOCATION), 0, NOW).why())
                .containsExactly(OpeningRule.PASS_NOT_REVOKED);
        assertThat(OpeningRule.judge(aPass(NOW, null), 0, NOW.plus(Duration.ofDays(7)))
                        .why())
                .containsExactly(OpeningRule.PASS_STILL_VALID);
        assertThat(OpeningRule.judge(aPass(null, null), 0, NOW).why()).containsExactly(OpeningRule.REPOSITORY_PREPARED);
        assertThat(OpeningRule.judge(aPass(NOW, null), 3, NOW).why()).containsExactly(OpeningRule.SESSIONS_LEFT);
    }

    @Test
    void aSessionsNameIsOneThatAwsTakes() {
        PushSessionId id = PushSessionId.of("01234567-89ab-4def-8123-456789abcdef");

        assertThat(RoleSessionName.of(Username.of("user1@username.com"), id))
                .isEqualTo("berth-user1-40username-2ecom-0123456789ab4def");
        assertThat(RoleSessionName.of(Username.of("a" + "@".repeat(60)), id))
                .matches("[\\w+=,.@-]{2,64}")
                .endsWith("-0123456789ab4def");
    }

    @Test
    void invariant3_aSecretIsNeitherPrintedNorSerialised() {
        Secret secret = Secret.of("a-very-secret-token");

        assertThat("%s".formatted(secret)).doesNotContain("very");
        assertThat(new CredentialMinter.MintedCredentials("ASIA1", secret, secret, NOW, "AROA1:x").toString())
                .doesNotContain("very");
        assertThat(secret).isNotInstanceOf(java.io.Serializable.class);
        assertThat(JsonMapper.builder()
                        .disable(tools.jackson.databind.SerializationFeature.FAIL_ON_EMPTY_BEANS)
                        .build()
                        .writeValueAsString(secret))
                .isEqualTo("{}");
    }

    static Pass aPass(@Nullable Instant preparedAt, @Nullable Revocation revocation) {
        return new Pass(
                PassId.random(),
                WorkspaceId.random(),
                "A workflow for the cohort study",
                new PassTerms(3, Duration.ofHours(1), NOW.plus(Duration.ofDays(7))),
                NOW,
                "bob",
                preparedAt,
                null,
                revocation);
    }
}
