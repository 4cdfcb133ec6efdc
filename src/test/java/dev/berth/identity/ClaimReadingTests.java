package dev.berth.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.security.core.AuthenticationException;
import tools.jackson.databind.json.JsonMapper;

class ClaimReadingTests {

    /** Lower case, it is a k. */
    private static final String KELVIN = "\u212a";

    @Test
    void theFirstClaimOfWhichAnythingIsSaidDecides() {
        Map<String, String> settings = Map.of("berth.identity.username-claims", "https://example.org/name, sub");

        assertThat(read(settings, Map.of("https://example.org/name", "yes")).username())
                .isEqualTo("yes");
        assertThat(read(settings, Map.of()).username()).isEqualTo("17");
        for (Object nothing : List.of(" ", "", 17, List.of("yes"), Map.of("a", "b"), true)) {
            assertRefused(SignInRefusal.NO_USERNAME, settings, Map.of("https://example.org/name", nothing));
        }
    }

    @Test
    void whoHasNoUsernameIsNotLetIn() {
        assertRefused(
                SignInRefusal.NO_USERNAME,
                Map.of("berth.identity.username-claims", "preferred_username"),
                Map.of("email", "alice@example.org", "email_verified", true));
    }

    @Test
    void aLetterThatOnlyLooksTheSameIsAnotherName() {
        assertThat(HeldName.username(KELVIN + "ate")).isNotEqualTo(HeldName.username("kate"));
        assertThat(HeldName.username("Kate")).isEqualTo(HeldName.username("kATE"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "al\0ice",
                "\0",
                "alice\n",
                "\talice",
                "al\rice",
                "al\u001bice",
                "al\u0085ice",
                "al\u200bice",
                "al\u200dice",
                "al\u200eice",
                "al\u200fice",
                "al\u061cice",
                "al\u202aice",
                "al\u202eice",
                "al\u2066ice",
                "al\u2069ice",
                "al\u2028ice",
                "al\ufeffice",
                "al\u00adice",
                "al\u3164ice",
                "al\ufe0fice",
                "al\ud800ice",
                "al\udb40\udc41ice"
            })
    void aNameWithWhatNobodySeesIsRefusedWhereverItStands(String unseen) {
        Map<String, String> byName = Map.of("berth.identity.username-claims", "login");

        assertRefused(SignInRefusal.UNREADABLE_NAME, byName, Map.of("login", unseen));
        assertRefused(
                SignInRefusal.UNREADABLE_NAME,
                byName,
                Map.of("login", "alice", "email", unseen + "@example.org", "email_verified", true));
        assertThatThrownBy(() -> read(byName, unseen, Map.of("login", "alice")))
                .satisfies(refused -> assertThat(refusal(refused)).contains(SignInRefusal.UNREADABLE_NAME));
    }

    @Test
    void namesAreAsLongAsTheyAreUsedAndNoLonger() {
        Map<String, String> byName = Map.of("berth.identity.username-claims", "login");

        assertThat(read(byName, "s".repeat(255), Map.of("login", "a".repeat(100)))
                        .username())
                .hasSize(100);
        assertRefused(SignInRefusal.UNREADABLE_NAME, byName, Map.of("login", "a".repeat(101)));
        assertRefused(
                SignInRefusal.UNREADABLE_NAME,
                byName,
                Map.of("login", "a", "email", "a".repeat(250) + "@b.example", "email_verified", true));
        assertThatThrownBy(() -> read(byName, "s".repeat(256), Map.of("login", "alice")))
                .satisfies(refused -> assertThat(refusal(refused)).contains(SignInRefusal.UNREADABLE_NAME));
    }

    @ParameterizedTest
    @ValueSource(strings = {"berth:promotion", "Berth:x", " berth:"})
    void nobodySignsInUnderTheNameOfAPartOfBerth(String username) {
        assertRefused(
                SignInRefusal.RESERVED_USERNAME,
                Map.of("berth.identity.username-claims", "login"),
                Map.of("login", username));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            issuer          | gen3                                    | Set berth.identity.issuer
            client-secret   | " "                                     | berth.identity.client-secret
            scopes          | profile                                 | must contain openid
            longest-sign-in | 0s                                      | longer than nothing
            username-claims | ""                                      | at least one claim
            username-claims | iss                                     | no person is named by “iss”
            username-claims | email_verified                          | no person is named by
            username-claims | context..name                           | no person is named by
            username-claims | .                                       | no person is named by
            email-claims    | aud                                     | no person is named by
            holders         | carol                                   | the subject of the person who holds it
            holders         | =17                                     | the subject of the person who holds it
            staff           | groups=                                 | names nobody
            staff           | username:                               | names nobody
            staff           | email=carol@example.org                 | write it alone
            admins          | context.user.email=d@example.org        | write it alone
            admins          | preferred_username=dave                 | what people write about themselves
            staff           | name=Carol                              | what people write about themselves
            staff           | .=x                                     | what people write about themselves
            """)
    void wrongSettingsAreRefusedWithASentence(String setting, String value, String sentence) {
        assertThatThrownBy(() -> settings(Map.of("berth.identity." + setting, value)))
                .rootCause()
                .hasMessageContaining(sentence);
    }

    @ParameterizedTest
    @CsvSource({"provider, active-directory", "email-verified, maybe", "user-info, sometimes"})
    void aWordThatIsNoneOfThoseToChooseFromStopsTheStart(String setting, String value) {
        assertThatThrownBy(() -> settings(Map.of("berth.identity." + setting, value)))
                .isInstanceOf(BindException.class)
                .hasMessageContaining("berth.identity." + setting);
    }

    @Test
    void aRoleByTheClaimThatIsTheUsernameIsWrittenAsOne() {
        assertThatThrownBy(() -> settings(
                        Map.of("berth.identity.username-claims", "login", "berth.identity.staff", "login=carol")))
                .rootCause()
                .hasMessageContaining("write username:carol");
    }

    @Test
    void noProvidersDefaultIsAClaimThatPeopleCanEdit() {
        for (ProviderKind kind : ProviderKind.values()) {
            assertThat(kind.usernameClaims())
                    .as(kind.name())
                    .extracting(ClaimPath::value)
                    .doesNotContainAnyElementsOf(PersonMatch.SELF_CHOSEN);
        }
    }

    @Test
    void theClientSecretIsNeitherPrintedNorSerialised() {
        assertThat(settings(Map.of()).toString()).doesNotContain("s3cret");
        assertThat(new JsonMapper().writeValueAsString(settings(Map.of()))).doesNotContain("s3cret");
    }

    private static void assertRefused(
            SignInRefusal expected, Map<String, String> settings, Map<String, Object> claims) {
        assertThatThrownBy(() -> read(settings, claims))
                .as(claims.toString())
                .satisfies(refused -> assertThat(refusal(refused)).contains(expected));
    }

    static Optional<SignInRefusal> refusal(Throwable thrown) {
        return thrown instanceof AuthenticationException failure ? SignInRefusal.of(failure) : Optional.empty();
    }

    private static Claimed read(Map<String, String> settings, Map<String, Object> claims) {
        return read(settings, "17", claims);
    }

    private static Claimed read(Map<String, String> settings, String subject, Map<String, Object> claims) {
        Map<String, Object> idToken = new HashMap<>(claims);
        idToken.put("sub", subject);
        return new ClaimReading(settings(settings)).read(subject, new ProviderClaims(idToken, Map.of()));
    }

    static IdentitySettings settings(Map<String, String> changed) {
        Map<String, String> all = new HashMap<>(Map.of(
                "berth.identity.issuer", "https://gen3.example.org/user",
                "berth.identity.client-id", "berth",
                "berth.identity.client-secret", "s3cret"));
        all.putAll(changed);
        return new Binder(new MapConfigurationPropertySource(all))
                .bind("berth.identity", IdentitySettings.class)
                .get();
    }
}
