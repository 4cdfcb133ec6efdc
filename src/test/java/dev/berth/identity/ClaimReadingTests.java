package dev.berth.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import tools.jackson.databind.json.JsonMapper;

class ClaimReadingTests {

    /** Lower case, it is a k. */
    private static final String KELVIN = "\u212a";

    @Test
    void anOrdinaryProviderSaysPreferredUsernameAndEmail() {
        Person person =
                read(Map.of(), Map.of("sub", "17", "preferred_username", "Alice", "email", "Alice@Example.org"));

        assertThat(person).isEqualTo(new Person("17", "Alice", "Alice@Example.org", Set.of(Role.RESEARCHER)));
    }

    @Test
    void fenceNestsThemInContextUser() {
        Person person = read(
                Map.of(),
                Map.of("sub", "17", "context", Map.of("user", Map.of("name", "bob@example.org", "is_admin", false))));

        assertThat(person.username()).isEqualTo("bob@example.org");
        assertThat(person.email()).as("a username is no address").isEmpty();
    }

    @Test
    void fencesUserinfoAndAtLastTheSubjectServeToo() {
        assertThat(read(Map.of(), Map.of("sub", "17", "username", "bob")).username())
                .isEqualTo("bob");
        assertThat(read(Map.of(), Map.of("sub", "0000-0002-1825-0097")).username())
                .isEqualTo("0000-0002-1825-0097");
    }

    @Test
    void aConfiguredClaimGoesBeforeAllOthers() {
        Person person = read(
                Map.of("berth.identity.username-claims", "https://example.org/name"),
                Map.of("sub", "17", "preferred_username", "no", "https://example.org/name", "yes"));

        assertThat(person.username()).isEqualTo("yes");
    }

    @Test
    void whoHasNoUsernameIsNotLetIn() {
        Map<String, String> settings = Map.of("berth.identity.username-claims", "preferred_username");
        Map<String, Object> claims = Map.of("sub", "17", "preferred_username", " ");

        assertThatThrownBy(() -> read(settings, claims)).isInstanceOf(OAuth2AuthenticationException.class);
    }

    @Test
    void rolesGoByEmailByUsernameAndByClaim() {
        Map<String, String> settings = Map.of(
                "berth.identity.staff", "Carol@example.org, groups=user-services",
                "berth.identity.admins", "DAVE, context.user.is_admin=true");

        assertThat(read(settings, Map.of("preferred_username", "c", "email", "carol@EXAMPLE.org"))
                        .roles())
                .containsExactlyInAnyOrder(Role.RESEARCHER, Role.STAFF);
        assertThat(read(settings, Map.of("preferred_username", "x", "groups", List.of("a", "user-services")))
                        .roles())
                .containsExactlyInAnyOrder(Role.RESEARCHER, Role.STAFF);
        assertThat(read(settings, Map.of("preferred_username", "dave")).roles())
                .containsExactlyInAnyOrder(Role.RESEARCHER, Role.ADMIN);
        assertThat(read(settings, Map.of("context", Map.of("user", Map.of("name", "e", "is_admin", true))))
                        .roles())
                .containsExactlyInAnyOrder(Role.RESEARCHER, Role.ADMIN);
        assertThat(read(settings, Map.of("preferred_username", "alice", "groups", "user-services-not"))
                        .roles())
                .containsExactly(Role.RESEARCHER);
    }

    @Test
    void anAddressThatIsNotVerifiedGivesNoRole() {
        Person person = read(
                Map.of("berth.identity.admins", "dave@example.org"),
                Map.of("preferred_username", "mallory", "email", "dave@example.org", "email_verified", false));

        assertThat(person.roles()).containsExactly(Role.RESEARCHER);
        assertThat(person.email()).isEmpty();
    }

    @Test
    void aUsernameThatLooksLikeAnAddressGivesNoRoleOfThatAddress() {
        Map<String, String> settings = Map.of("berth.identity.admins", "dave@example.org");

        assertThat(read(settings, Map.of("preferred_username", "dave@example.org", "email_verified", false))
                        .roles())
                .containsExactly(Role.RESEARCHER);
        assertThat(read(settings, Map.of("preferred_username", "dave@example.org"))
                        .roles())
                .containsExactly(Role.RESEARCHER);
        assertThat(read(settings, Map.of("preferred_username", "dave@example.org", "email", "mallory@example.org"))
                        .roles())
                .containsExactly(Role.RESEARCHER);
    }

    @Test
    void aUsernameThatLooksLikeAnAddressIsNamedAsAUsername() {
        Map<String, String> settings = Map.of("berth.identity.admins", "username:dave@example.org");

        assertThat(read(settings, Map.of("context", Map.of("user", Map.of("name", "Dave@example.org"))))
                        .roles())
                .containsExactlyInAnyOrder(Role.RESEARCHER, Role.ADMIN);
        assertThat(read(settings, Map.of("preferred_username", "mallory", "email", "dave@example.org"))
                        .roles())
                .containsExactly(Role.RESEARCHER);
    }

    @Test
    void aLetterThatOnlyLooksTheSameGivesNoRole() {
        Map<String, String> settings =
                Map.of("berth.identity.admins", "kate", "berth.identity.staff", "kate@example.org");

        assertThat(read(settings, Map.of("preferred_username", KELVIN + "ate", "email", KELVIN + "ate@example.org"))
                        .roles())
                .containsExactly(Role.RESEARCHER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"berth:promotion", "Berth:x", " berth:"})
    void nobodySignsInUnderTheNameOfAPartOfBerth(String username) {
        assertThatThrownBy(() -> read(Map.of(), Map.of("preferred_username", username)))
                .isInstanceOf(OAuth2AuthenticationException.class)
                .hasMessageContaining("which no person may have");
    }

    @Test
    void wrongSettingsAreRefusedWithASentence() {
        assertThatThrownBy(() -> settings(Map.of("berth.identity.issuer", "gen3")))
                .rootCause()
                .hasMessageContaining("Set berth.identity.issuer");
        assertThatThrownBy(() -> settings(Map.of("berth.identity.client-secret", " ")))
                .rootCause()
                .hasMessageContaining("berth.identity.client-secret");
        assertThatThrownBy(() -> settings(Map.of("berth.identity.staff", "groups=")))
                .rootCause()
                .hasMessageContaining("names nobody");
        assertThatThrownBy(() -> settings(Map.of("berth.identity.staff", "username:")))
                .rootCause()
                .hasMessageContaining("names nobody");
        assertThatThrownBy(() -> settings(Map.of("berth.identity.longest-sign-in", "0s")))
                .rootCause()
                .hasMessageContaining("longer than nothing");
        assertThatThrownBy(() -> settings(Map.of("berth.identity.scopes", "profile")))
                .rootCause()
                .hasMessageContaining("must contain openid");
    }

    @Test
    void theClientSecretIsNeitherPrintedNorSerialised() {
        assertThat(settings(Map.of()).toString()).doesNotContain("s3cret");
        assertThat(new JsonMapper().writeValueAsString(settings(Map.of()))).doesNotContain("s3cret");
    }

    private static Person read(Map<String, String> settings, Map<String, Object> claims) {
        return new ClaimReading(settings(settings)).person("17", claims);
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
