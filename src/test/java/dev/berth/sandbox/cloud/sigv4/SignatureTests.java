package dev.berth.sandbox.cloud.sigv4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.berth.oci.Digest;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** AWS's published example of a signed request, and what is one step off it. */
class SignatureTests {

    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private static final Instant SIGNED = Instant.parse("2015-08-30T12:36:00Z");
    private static final String SCOPE = "AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request";
    private static final String SIGNATURE = "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7";

    static Map<String, List<String>> headers() {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        headers.put("content-type", List.of("application/x-www-form-urlencoded; charset=utf-8"));
        headers.put("host", List.of("iam.amazonaws.com"));
        headers.put("x-amz-date", List.of("20150830T123600Z"));
        headers.put(
                "authorization",
                List.of("AWS4-HMAC-SHA256 Credential=%s, SignedHeaders=content-type;host;x-amz-date, Signature=%s"
                        .formatted(SCOPE, SIGNATURE)));
        return headers;
    }

    static SignedRequest request(Map<String, List<String>> headers) {
        return new SignedRequest(
                "GET", "/", "Version=2010-05-08&Action=ListUsers", headers, Digest.ofContent(new byte[0]));
    }

    static void verify(SignedRequest request, Instant now) {
        Signature.of(request).verify(request, SECRET, Set.of("us-east-1"), "iam", now);
    }

    @Test
    void awsOwnExampleHolds() {
        assertThatCode(() -> verify(request(headers()), SIGNED)).doesNotThrowAnyException();
    }

    @Test
    void anotherBodyPathQueryOrMethodDoesNot() {
        Digest none = Digest.ofContent(new byte[0]);
        String query = "Action=ListUsers&Version=2010-05-08";
        List.of(
                        new SignedRequest("GET", "/", query, headers(), Digest.ofContent(new byte[1])),
                        new SignedRequest("POST", "/", query, headers(), none),
                        new SignedRequest("GET", "/x", query, headers(), none),
                        new SignedRequest("GET", "/", query + "&More=1", headers(), none))
                .forEach(request -> refused(request, SIGNED, AuthenticationRefused.Reason.SIGNATURE));
    }

    @Test
    void aClockFifteenMinutesOffIsTheMost() {
        SignedRequest request = request(headers());
        assertThatCode(() -> verify(request, SIGNED.plusSeconds(900))).doesNotThrowAnyException();
        assertThatCode(() -> verify(request, SIGNED.minusSeconds(900))).doesNotThrowAnyException();
        assertThat(refused(request, SIGNED.plusSeconds(901), AuthenticationRefused.Reason.SIGNATURE))
                .hasMessage(
                        "Signature expired: 20150830T123600Z is now earlier than 20150830T123601Z (20150830T125101Z - 15 min.)");
        assertThat(refused(request, SIGNED.minusSeconds(901), AuthenticationRefused.Reason.SIGNATURE))
                .hasMessageStartingWith("Signature not yet current");
    }

    @Test
    void theScopeMustBeThisServiceAndRegion() {
        SignedRequest request = request(headers());
        assertThatExceptionOfType(AuthenticationRefused.class)
                .isThrownBy(() -> Signature.of(request).verify(request, SECRET, Set.of("us-east-1"), "sts", SIGNED))
                .withMessageContaining("correct service");
        assertThatExceptionOfType(AuthenticationRefused.class)
                .isThrownBy(() -> Signature.of(request).verify(request, SECRET, Set.of("eu-west-1"), "iam", SIGNED))
                .withMessageContaining("valid region");
    }

    @Test
    void aHeaderThatChangesTheMeaningMustBeSigned() {
        Map<String, List<String>> headers = headers();
        headers.put("x-amz-security-token", List.of("t"));
        refused(request(headers), SIGNED, AuthenticationRefused.Reason.SIGNATURE);
    }

    @Test
    void whatIsNotThereOrNotWholeIsNamed() {
        Map<String, List<String>> headers = headers();
        headers.remove("authorization");
        refused(request(headers), SIGNED, AuthenticationRefused.Reason.MISSING);
        for (String header : List.of(
                "Basic abc",
                "AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host, Signature=s",
                "AWS4-HMAC-SHA256 Credential=" + SCOPE + ", SignedHeaders=host",
                "AWS4-HMAC-SHA256 Credential=" + SCOPE + ", Signature=s")) {
            headers.put("authorization", List.of(header));
            refused(request(headers), SIGNED, AuthenticationRefused.Reason.INCOMPLETE);
        }
        headers = headers();
        headers.put("x-amz-date", List.of("yesterday"));
        refused(request(headers), SIGNED, AuthenticationRefused.Reason.INCOMPLETE);
    }

    private static AuthenticationRefused refused(
            SignedRequest request, Instant now, AuthenticationRefused.Reason reason) {
        AuthenticationRefused refused = catchThrowableOfType(AuthenticationRefused.class, () -> verify(request, now));
        assertThat(refused).isNotNull();
        assertThat(refused.reason()).isEqualTo(reason);
        return refused;
    }
}
