package dev.berth.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.client.authentication.OAuth2LoginAuthenticationToken;
import org.springframework.security.oauth2.client.oidc.authentication.OidcAuthorizationCodeAuthenticationProvider;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationExchange;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationResponse;
import tools.jackson.databind.json.JsonMapper;

/**
 * Who somebody is and what they may, by what a provider signs and what it says beside that: over HTTP, with signed tokens,
 * through Spring Security's own sign-in. Carol's address and the group user-services make staff; the username dave, the
 * address of erin and the claim is_admin make an admin.
 */
class ClaimMatrixTests {

    private static final String HERE = "https://berth.example.org/login/oauth2/code/berth";
    private static final JsonMapper JSON = JsonMapper.shared();

    private static ScriptedProvider provider;

    @BeforeAll
    static void start() {
        provider = ScriptedProvider.start();
    }

    @AfterAll
    static void stop() {
        provider.close();
    }

    @ParameterizedTest(name = "{0}: {1} beside {2} is {3} {4}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-", textBlock = """
            # The address as the username: only a verified one, and what verifies it is the JSON value true.
            other                 | {"email":"a@x.org","email_verified":true}                | -                                        | a@x.org              | -
            other                 | {"email":"a@x.org","email_verified":false}               | -                                        | address-not-verified | -
            other                 | {"email":"a@x.org"}                                      | -                                        | address-not-verified | -
            other                 | {"email":"a@x.org","email_verified":"true"}              | -                                        | address-not-verified | -
            other                 | {"email":"a@x.org","email_verified":1}                   | -                                        | address-not-verified | -
            other                 | {"email":"a@x.org","email_verified":null}                | -                                        | address-not-verified | -
            other                 | {"email":"a@x.org","email_verified":[true]}              | -                                        | address-not-verified | -
            other                 | {"email":["a@x.org"],"email_verified":true}              | -                                        | address-not-verified | -
            other assumed         | {"email":"a@x.org"}                                      | -                                        | a@x.org              | -
            other assumed         | {"email":"a@x.org","email_verified":"true"}              | -                                        | a@x.org              | -
            other assumed         | {"email":"a@x.org","email_verified":false}               | -                                        | address-not-verified | -
            other assumed         | {"email":"a@x.org","email_verified":"false"}             | -                                        | address-not-verified | -
            other assumed         | {"email":"a@x.org","email_verified":"yes"}               | -                                        | address-not-verified | -
            other                 | {"preferred_username":"a","name":"a","username":"a"}     | -                                        | no-username          | -
            # The roles: by a verified address, by the username, by a group.
            other                 | {"email":"carol@x.org","email_verified":true}            | -                                        | carol@x.org          | STAFF
            other                 | {"email":"CAROL@X.ORG","email_verified":true}            | -                                        | CAROL@X.ORG          | STAFF
            login                 | {"login":"c","email":"carol@x.org","email_verified":true} | -                                       | c                    | STAFF
            login                 | {"login":"c","email":"carol@x.org"}                      | -                                        | c                    | -
            login                 | {"login":"c","email":"carol@x.org","email_verified":false} | -                                      | c                    | -
            login                 | {"login":"c","email":"carol@x.org","email_verified":"true"} | -                                     | c                    | -
            login assumed         | {"login":"c","email":"carol@x.org"}                      | -                                        | c                    | STAFF
            login assumed         | {"login":"c","email":"carol@x.org","email_verified":false} | -                                      | c                    | -
            login                 | {"login":"carol@x.org"}                                  | -                                        | carol@x.org          | -
            login assumed         | {"login":"carol@x.org"}                                  | -                                        | carol@x.org          | -
            login                 | {"login":"dave"}                                         | -                                        | dave                 | ADMIN
            login                 | {"login":"DAVE"}                                         | -                                        | DAVE                 | ADMIN
            login                 | {"login":"mallory","preferred_username":"dave","username":"dave","name":"dave"} | -                 | mallory              | -
            login                 | {"login":"x","groups":["a","user-services"]}             | -                                        | x                    | STAFF
            login                 | {"login":"x","groups":"user-services"}                   | -                                        | x                    | STAFF
            login                 | {"login":"x","groups":"user-services-not"}               | -                                        | x                    | -
            login                 | {"login":"x","is_admin":true,"groups":["user-services"]} | -                                        | x                    | ADMIN STAFF
            login                 | {"login":"erin","email":"erin@x.org","email_verified":true,"groups":["user-services"]} | -          | erin                 | ADMIN STAFF
            # The userinfo is not asked for, unless the configuration says so.
            login                 | {"login":"m"}                                            | {"groups":["user-services"],"is_admin":true,"email":"erin@x.org","email_verified":true} | m | -
            login                 | {}                                                       | {"login":"dave"}                         | no-username          | -
            # Where it may fill gaps, what the token says stands, claim by claim.
            login fills           | {}                                                       | {"login":"dave"}                         | dave                 | ADMIN
            login fills           | {"login":"m"}                                            | {"login":"dave"}                         | m                    | -
            login fills           | {"login":""}                                             | {"login":"dave"}                         | no-username          | -
            login-or-sub fills    | {}                                                       | {"login":"dave"}                         | 17                   | -
            login-or-nick fills   | {"nick":"m"}                                             | {"login":"dave"}                         | m                    | -
            login-or-nick fills   | {}                                                       | {"login":"dave","nick":"m"}              | dave                 | ADMIN
            mail-or-email fills   | {"login":"m","email":"m@x.org","email_verified":true}    | {"mail":"erin@x.org","mail_verified":true} | m                  | -
            mail-or-email fills   | {"login":"m","mail":"erin@x.org","email_verified":true}  | {"mail_verified":true}                   | m                    | -
            login fills           | {"login":"m","groups":[]}                                | {"groups":["user-services"]}             | m                    | -
            login fills           | {"login":"m","groups":["a"]}                             | {"groups":["user-services"]}             | m                    | -
            login fills           | {"login":"m"}                                            | {"groups":["user-services"]}             | m                    | STAFF
            login fills           | {"login":"m","is_admin":false}                           | {"is_admin":true}                        | m                    | -
            login fills           | {"login":"m"}                                            | {"sub":"18","is_admin":true}             | refused              | -
            # The address and whether it is verified come from the same one of the two.
            login fills           | {"login":"m","email":"m@x.org","email_verified":true}    | {"email":"erin@x.org","email_verified":true} | m                | -
            login fills           | {"login":"m","email":"erin@x.org"}                       | {"email_verified":true}                  | m                    | -
            login fills           | {"login":"m","email":"erin@x.org"}                       | {"email":"m@x.org","email_verified":true} | m                   | -
            login fills           | {"login":"m","email_verified":true}                      | {"email":"erin@x.org"}                   | m                    | -
            login fills           | {"login":"m","email_verified":false}                     | {"email":"erin@x.org","email_verified":true} | m                | -
            login fills           | {"login":"m"}                                            | {"email":"erin@x.org"}                   | m                    | -
            login fills           | {"login":"m"}                                            | {"email":"erin@x.org","email_verified":"true"} | m              | -
            login fills           | {"login":"m"}                                            | {"email":"erin@x.org","email_verified":true} | m                | ADMIN
            other fills           | {}                                                       | {"email":"erin@x.org","email_verified":true} | erin@x.org       | ADMIN
            other fills           | {"email_verified":true}                                  | {"email":"erin@x.org"}                   | address-not-verified | -
            # Fence: the name stands nested, addresses are never verified, and what it calls preferred is a display name.
            fence                 | {"context":{"user":{"name":"dave"}}}                     | -                                        | dave                 | ADMIN
            fence                 | {"context":{"user":{"name":"m","display_name":"dave"}}}  | {"username":"dave","preferred_username":"dave"} | m             | -
            fence fills           | {"context":{"user":{"name":"m"}}}                        | {"username":"dave","context":{"user":{"name":"dave","email":"erin@x.org"}}} | m | -
            fence                 | {"context":{"user":{"name":"m","email":"erin@x.org"}}}   | -                                        | m                    | -
            fence assumed         | {"context":{"user":{"name":"m","email":"erin@x.org"}}}   | -                                        | m                    | ADMIN
            fence                 | {"context":{"user":{"name":"m","email":"erin@x.org"}},"email":"m@x.org","email_verified":true} | -  | m                    | -
            fence                 | {"context":{"user":{"name":"erin@x.org"}}}               | -                                        | erin@x.org           | -
            fence                 | {"context":{"user":{"name":"m"}},"email":"erin@x.org","email_verified":true} | -                    | m                    | -
            # What cannot be read, or is a part of Berth.
            login                 | {"login":"al\\u0000ice"}                                 | -                                        | unreadable-name      | -
            login                 | {"login":"al\\u202eice"}                                 | -                                        | unreadable-name      | -
            login                 | {"login":"a","email":"a\\n@x.org","email_verified":true} | -                                        | unreadable-name      | -
            login                 | {"login":"a","sub":"17\\u0000"}                          | -                                        | unreadable-name      | -
            login fills           | {}                                                       | {"login":"al\\u200bice"}                 | unreadable-name      | -
            login                 | {"login":"berth:promotion"}                              | -                                        | reserved-username    | -
            # Microsoft's.
            entra                 | {"oid":"0a1b","email":"erin@x.org","preferred_username":"dave"} | -                                 | 0a1b                 | -
            """)
    void whatIsSignedOutranksWhatIsSaid(String kind, String idToken, String userInfo, String who, String roles) {
        Map<String, Object> signed = new HashMap<>(read(idToken));
        signed.putIfAbsent("sub", "17");
        Map<String, Object> beside = new HashMap<>(userInfo == null ? Map.of() : read(userInfo));
        beside.putIfAbsent("sub", signed.get("sub"));
        provider.says(signed, beside);

        String expected = roles == null ? who : who + " " + roles;
        assertThat(signIn(settings(kind))).isEqualTo(expected);
    }

    @Test
    void theUserinfoIsNotEvenAskedForUnlessItMayFillGaps() {
        provider.says(Map.of("sub", "17", "login", "alice"), Map.of("sub", "17"));
        int before = provider.userInfoRequests();

        signIn(settings("login"));
        assertThat(provider.userInfoRequests()).isEqualTo(before);

        signIn(settings("login fills"));
        assertThat(provider.userInfoRequests()).isEqualTo(before + 1);
    }

    private static Map<String, String> settings(String kind) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "berth.identity.issuer", provider.issuer(),
                "berth.identity.staff", "carol@x.org, groups=user-services",
                "berth.identity.admins", "username:dave, erin@x.org, is_admin=true"));
        for (String word : List.of(kind.split(" ", -1))) {
            switch (word) {
                case "login" -> settings.put("berth.identity.username-claims", "login");
                case "login-or-nick" -> settings.put("berth.identity.username-claims", "login, nick");
                case "mail-or-email" ->
                    settings.putAll(Map.of(
                            "berth.identity.username-claims", "login", "berth.identity.email-claims", "mail, email"));
                case "login-or-sub" -> settings.put("berth.identity.username-claims", "login, sub");
                case "fills" -> settings.put("berth.identity.user-info", "fills");
                case "assumed" -> settings.put("berth.identity.email-verified", "assumed");
                default -> settings.put("berth.identity.provider", word);
            }
        }
        return settings;
    }

    /** The username and the roles beside a researcher's, or the refusal. */
    private static String signIn(Map<String, String> said) {
        IdentitySettings settings = ClaimReadingTests.settings(said);
        SignInConfiguration configuration = new SignInConfiguration();
        ProviderCalls calls = new ProviderCalls(settings);
        SignInAdmission admission =
                new SignInAdmission(new ClaimReading(settings), settings, new FreeNames(), () -> Instant.EPOCH);
        OidcAuthorizationCodeAuthenticationProvider signIn = new OidcAuthorizationCodeAuthenticationProvider(
                calls.tokens(), configuration.people(admission, calls, settings));
        signIn.setJwtDecoderFactory(configuration.idTokens());
        try {
            Authentication done = signIn.authenticate(new OAuth2LoginAuthenticationToken(registration(), exchange()));
            Person person = ((SignedInPerson)
                            Objects.requireNonNull(Objects.requireNonNull(done).getPrincipal()))
                    .person();
            return (person.username() + " "
                            + Arrays.stream(Role.values())
                                    .filter(role -> role != Role.RESEARCHER && person.is(role))
                                    .map(Role::name)
                                    .sorted()
                                    .collect(Collectors.joining(" ")))
                    .strip();
        } catch (AuthenticationException refused) {
            return SignInRefusal.of(refused).map(SignInRefusal::code).orElse("refused");
        }
    }

    private static ClientRegistration registration() {
        return ClientRegistrations.fromIssuerLocation(provider.issuer())
                .registrationId("berth")
                .clientId("berth")
                .clientSecret("s3cret")
                .scope("openid")
                .build();
    }

    private static OAuth2AuthorizationExchange exchange() {
        return new OAuth2AuthorizationExchange(
                OAuth2AuthorizationRequest.authorizationCode()
                        .authorizationUri(provider.issuer() + "/authorize")
                        .clientId("berth")
                        .redirectUri(HERE)
                        .scope("openid")
                        .state("state")
                        .build(),
                OAuth2AuthorizationResponse.success("code")
                        .state("state")
                        .redirectUri(HERE)
                        .build());
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> read(String json) {
        return JSON.readValue(json, Map.class);
    }
}
