package dev.berth.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.env.MockEnvironment;

class SignsOfProductionTests {

    @ParameterizedTest
    @CsvSource({
        "berth.aws.endpoint, https://ecr.us-east-1.amazonaws.com",
        "berth.aws.endpoint, http://127.0.0.1.example.org:4566",
        "berth.aws.endpoint, http://10.0.0.1:4566",
        "berth.aws.push-role-arn, arn:aws:iam::123456789012:role/push",
        "berth.aws.account, 123456789012",
        "berth.aws.region, us-east-1",
        "berth.aws.registry, 123456789012.dkr.ecr.us-east-1.amazonaws.com",
        "berth.aws.access-key-id, AKIAIOSFODNN7EXAMPLE",
        "berth.identity.issuer, https://gen3.example.org/user",
        "server.address, 0.0.0.0",
        "server.address, ''",
        "server.address, ' '",
        "server.address, '::'",
        "server.address, 192.168.0.7",
        "server.address, berth.example.org",
        "berth.sandbox.address, 0.0.0.0",
        "berth.sandbox.address, ''",
        "spring.datasource.url, jdbc:postgresql://db.example.org/berth",
        "spring.datasource.url, 'jdbc:postgresql://localhost,db.example.org/berth'",
        "AWS_WEB_IDENTITY_TOKEN_FILE, /var/run/secrets/eks.amazonaws.com/serviceaccount/token",
        "aws.webIdentityTokenFile, /var/run/secrets/token",
        "AWS_ROLE_ARN, arn:aws:iam::123456789012:role/portal",
        "aws.roleArn, arn:aws:iam::123456789012:role/portal",
        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI, /v2/credentials",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI, http://169.254.170.23/v1/credentials",
        "ECS_CONTAINER_METADATA_URI_V4, http://169.254.170.2/v4/1",
        "AWS_LAMBDA_FUNCTION_NAME, berth",
        "KUBERNETES_SERVICE_HOST, 10.96.0.1",
        "AWS_PROFILE, brh-prod",
        "aws.profile, brh-prod",
        "AWS_ACCESS_KEY_ID, AKIAIOSFODNN7EXAMPLE",
        "AWS_ACCESS_KEY_ID, ASIAIOSFODNN7EXAMPLE",
        "aws.accessKeyId, AKIAIOSFODNN7EXAMPLE"
    })
    void invariant10_aRealConfigurationIsRecognisedByAnyOneSign(String key, String value) {
        List<String> found = SignsOfProduction.in(new MockEnvironment().withProperty(key, value), false);

        assertThat(found).singleElement().asString().contains(key).endsWith(".");
    }

    @ParameterizedTest
    @ValueSource(strings = {"prod", "production", "Production-EU"})
    void invariant10_aProductionProfileIsRecognised(String profile) {
        MockEnvironment environment = new MockEnvironment();
        environment.setActiveProfiles("sandbox", profile);

        assertThat(SignsOfProduction.in(environment, false))
                .singleElement()
                .asString()
                .contains(profile);
    }

    @Test
    void invariant10_severalSignsAreAllSaid() {
        assertThat(SignsOfProduction.in(
                        new MockEnvironment()
                                .withProperty("AWS_PROFILE", "brh-prod")
                                .withProperty("KUBERNETES_SERVICE_HOST", "10.96.0.1"),
                        false))
                .hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "berth.aws.endpoint, http://localhost:4566",
        "berth.aws.endpoint, http://[::1]:4566",
        "berth.aws.staging-prefix, staging",
        "server.address, 127.0.0.1",
        "server.address, '::1'",
        "server.address, localhost",
        "spring.datasource.url, jdbc:postgresql://127.0.0.1:5432/berth?user=postgres",
        "AWS_ACCESS_KEY_ID, ASIABERTHABCDEFGHIJK",
        "AWS_ACCESS_KEY_ID, AKIABERTHABCDEFGHIJK",
        "AWS_PROFILE, ''",
        "AWS_REGION, us-east-1"
    })
    void whatADeveloperMayHaveSetIsNoSign(String key, String value) {
        assertThat(SignsOfProduction.in(new MockEnvironment().withProperty(key, value), false))
                .isEmpty();
    }

    @Test
    void invariant10_aSandboxAloneMayListenFromAContainerButStandsBesideNothingReal() {
        MockEnvironment container = new MockEnvironment().withProperty("berth.sandbox.address", "0.0.0.0");
        assertThat(SignsOfProduction.in(container, true)).isEmpty();

        container.setProperty("KUBERNETES_SERVICE_HOST", "10.96.0.1");
        assertThat(SignsOfProduction.in(container, true)).hasSize(1);
    }

    @Test
    void anEmptyEnvironmentHasNoSign() {
        assertThat(SignsOfProduction.in(new MockEnvironment(), false)).isEmpty();
    }
}
