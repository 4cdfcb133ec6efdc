package dev.berth.oci;

import static dev.berth.oci.ScriptedRegistry.answer;
import static dev.berth.oci.ScriptedRegistry.error;
import static dev.berth.testing.ImageFixtures.aBareImage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.net.httpserver.HttpExchange;
import dev.berth.testing.TestImage;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RegistryLoginTests {

    private static final RepositoryName REPOSITORY = RepositoryName.of("team/tool");
    private static final Tag TAG = Tag.of("v1");
    private static final TestImage IMAGE = aBareImage();
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final ScriptedRegistry registry = ScriptedRegistry.start();
    private final ScriptedRegistry tokens = ScriptedRegistry.start();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
    private final AtomicReference<String> valid = new AtomicReference<>(basic(1));

    @BeforeEach
    void fill() {
        registry.put(REPOSITORY, TAG, IMAGE);
    }

    @AfterEach
    void stop() {
        registry.close();
        tokens.close();
    }

    @Test
    void credentialsAreAskedForOnce() {
        registry.always(".*", this::challengeBasic);
        try (RegistryClient client = client(this::fresh)) {
            client.head(REPOSITORY, TAG);
            client.manifest(REPOSITORY, TAG);
        }

        assertThat(asked).hasValue(1);
    }

    @Test
    void credentialsThatAreRefusedAreAskedForAgain() {
        registry.always(".*", this::challengeBasic);
        try (RegistryClient client = client(this::fresh)) {
            client.head(REPOSITORY, TAG);
            valid.set(basic(2));

            assertThat(client.head(REPOSITORY, TAG)).contains(IMAGE.digest());
        }

        assertThat(asked).hasValue(2);
    }

    @Test
    void credentialsAreAskedForAgainJustBeforeTheyRunOut() {
        registry.always(".*", this::challengeBasic);
        try (RegistryClient client = client(() -> new RegistryCredentials.Basic(
                "AWS", "password-" + asked.incrementAndGet(), now.get().plus(Duration.ofHours(12))))) {
            client.head(REPOSITORY, TAG);
            now.set(NOON.plus(Duration.ofHours(12)).minusSeconds(5));
            valid.set(basic(2));
            client.head(REPOSITORY, TAG);
        }

        assertThat(registry.requests()).hasSize(2);
    }

    @Test
    void aRegistryThatTakesNoneOfThemIsAskedTwiceOnly() {
        valid.set("nobody");
        registry.always(".*", this::challengeBasic);
        try (RegistryClient client = client(this::fresh)) {
            assertThatExceptionOfType(RegistryRefused.class)
                    .isThrownBy(() -> client.head(REPOSITORY, TAG))
                    .matches(refused -> refused.status() == 401)
                    .withMessageNotContaining("password");
        }

        assertThat(registry.requests()).hasSize(2);
    }

    @Test
    void anOldPasswordThatIsDeniedIsAskedForAgain() {
        registry.always(".*", this::deny);
        try (RegistryClient client = client(this::fresh)) {
            client.head(REPOSITORY, TAG);
            valid.set(basic(2));
            now.set(NOON.plusSeconds(61));

            assertThat(client.head(REPOSITORY, TAG)).contains(IMAGE.digest());
        }

        assertThat(asked).hasValue(2);
    }

    @Test
    void aDenialIsBelievedWhereThePasswordIsNew() {
        registry.always(".*", this::deny);
        try (RegistryClient client = client(this::fresh)) {
            client.head(REPOSITORY, TAG);
            valid.set("nobody");

            assertThatExceptionOfType(RegistryRefused.class).isThrownBy(() -> client.head(REPOSITORY, TAG));
            assertThat(asked).hasValue(1);
            now.set(NOON.plusSeconds(61));
            assertThatExceptionOfType(RegistryRefused.class)
                    .isThrownBy(() -> client.head(REPOSITORY, TAG))
                    .matches(refused -> refused.status() == 403);
        }

        assertThat(asked).hasValue(2);
        assertThat(registry.requests()).hasSize(4);
    }

    @Test
    void whoeverFailsToGiveCredentialsIsARegistryThatIsNotReached() {
        Supplier<RegistryCredentials> failing = () -> {
            throw new IllegalStateException("the token service is away");
        };
        try (RegistryClient client = client(failing)) {
            assertThatExceptionOfType(RegistryUnreachable.class)
                    .isThrownBy(() -> client.head(REPOSITORY, TAG))
                    .withMessageContaining("the token service is away")
                    .matches(RegistryFailure::isPassing);
        }
    }

    @Test
    void aTokenIsFetchedFromTheServerThatTheRegistryNames() {
        tokens.always("GET /token.*", exchange -> answer(exchange, 200, "{\"token\":\"t1\",\"expires_in\":300}"));
        registry.always(".*", this::challengeBearer);
        valid.set("Bearer t1");
        try (RegistryClient client = client(this::fresh)) {
            assertThat(client.head(REPOSITORY, TAG)).contains(IMAGE.digest());
            assertThat(client.manifest(REPOSITORY, TAG)).isPresent();
        }

        assertThat(tokens.requests()).singleElement().satisfies(seen -> {
            assertThat(seen.path())
                    .isEqualTo("/token?account=x&service=a+registry&scope=repository%3Ateam%2Ftool%3Apull");
            assertThat(seen.header("Authorization")).isEqualTo(basic(1));
        });
        assertThat(registry.requests()).hasSize(3);
    }

    @Test
    void aTokenThatRanOutIsFetchedAgain() {
        AtomicInteger issued = new AtomicInteger();
        tokens.always("GET /token.*", exchange -> {
            String token = "t" + issued.incrementAndGet();
            valid.set("Bearer " + token);
            return answer(exchange, 200, "{\"access_token\":\"%s\",\"expires_in\":300}".formatted(token));
        });
        registry.always(".*", this::challengeBearer);
        try (RegistryClient client = client(RegistryCredentials::anonymous)) {
            client.head(REPOSITORY, TAG);
            now.set(NOON.plusSeconds(295));
            client.head(REPOSITORY, TAG);
            valid.set("Bearer something else");

            assertThat(client.head(REPOSITORY, TAG)).isPresent();
        }

        assertThat(issued).hasValue(3);
    }

    @Test
    void aTokenThatIsShorterLivedThanAnyMarginStillServes() {
        tokens.always("GET /token.*", exchange -> answer(exchange, 200, "{\"token\":\"t1\",\"expires_in\":1}"));
        registry.always(".*", this::challengeBearer);
        valid.set("Bearer t1");
        try (RegistryClient client = client(this::fresh)) {
            assertThat(client.head(REPOSITORY, TAG)).isPresent();
        }
    }

    @Test
    void aTokenServerThatRefusesIsARefusal() {
        valid.set("nobody");
        tokens.always("GET /token.*", exchange -> answer(exchange, 401, "{}"));
        registry.always(".*", this::challengeBearer);
        try (RegistryClient client = client(this::fresh)) {
            assertThatExceptionOfType(RegistryRefused.class)
                    .isThrownBy(() -> client.head(REPOSITORY, TAG))
                    .matches(refused -> refused.code().equals("UNAUTHORIZED"))
                    .withMessageContaining("refused to give a token");
        }
    }

    @Test
    void anAnswerThatIsNoTokenIsARefusal() {
        valid.set("nobody");
        tokens.always("GET /token.*", exchange -> answer(exchange, 200, "{\"token\":\"a\\nb\"}"));
        registry.always(".*", this::challengeBearer);
        try (RegistryClient client = client(this::fresh)) {
            assertThatExceptionOfType(RegistryRefused.class).isThrownBy(() -> client.head(REPOSITORY, TAG));
        }
    }

    @Test
    void aUserNameWithAColonIsRefusedWithoutThePassword() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RegistryCredentials.basic("a:b", "password-1"))
                .withMessageNotContaining("password-1");
    }

    @Test
    void noCredentialTellsItsSecret() {
        assertThat(RegistryCredentials.basic("AWS", "password-1"))
                .hasToString("Basic[username=AWS, password=***, expiresAt=null]");
        assertThat(new RegistryCredentials.Bearer("token-1", NOON).toString())
                .doesNotContain("token-1")
                .contains("2026");
    }

    private RegistryClient client(Supplier<RegistryCredentials> credentials) {
        InstantSource clock = now::get;
        return new RegistryClient(registry.address(), registry.name(), credentials, ScriptedRegistry.PATIENCE, clock);
    }

    private RegistryCredentials fresh() {
        return RegistryCredentials.basic("AWS", "password-" + asked.incrementAndGet());
    }

    private static String basic(int number) {
        return RegistryCredentials.basic("AWS", "password-" + number)
                .authorization()
                .orElseThrow();
    }

    /** As ECR says that a password has run out. */
    private boolean deny(HttpExchange exchange) throws IOException {
        if (valid.get().equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            return false;
        }
        return error(exchange, 403, "DENIED", "Your authorization token has expired. Reauthenticate and try again.");
    }

    private boolean challengeBasic(HttpExchange exchange) throws IOException {
        return challenge(exchange, "Basic realm=\"registry\"");
    }

    private boolean challengeBearer(HttpExchange exchange) throws IOException {
        return challenge(
                exchange,
                "Bearer realm=\"%s/token?account=x\",service=\"a registry\",scope=\"repository:x:pull\""
                        .formatted(tokens.address()));
    }

    private boolean challenge(HttpExchange exchange, String challenge) throws IOException {
        if (valid.get().equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            return false;
        }
        exchange.getResponseHeaders().set("WWW-Authenticate", challenge);
        return answer(exchange, 401, "");
    }
}
