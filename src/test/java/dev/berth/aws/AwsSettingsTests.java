package dev.berth.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.oci.RepositoryName;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class AwsSettingsTests {

    private static final Map<String, String> ENOUGH = Map.of(
            "berth.aws.region", "us-east-1",
            "berth.aws.account", "123456789012",
            "berth.aws.push-role-arn", "arn:aws:iam::123456789012:role/berth/berth-push");

    @Test
    void theRegistryIsTheAccountsOwnUnlessNamed() {
        assertThat(bound(Map.of()).registry()).hasToString("123456789012.dkr.ecr.us-east-1.amazonaws.com");
        assertThat(bound(Map.of("berth.aws.registry", "localhost:4566")).registry())
                .hasToString("localhost:4566");
    }

    @Test
    void theRoleNamesItsPartitionAndItself() {
        AwsSettings settings = bound(Map.of());

        assertThat(settings.pushRoleName()).isEqualTo("berth-push");
        assertThat(settings.arnOf(RepositoryName.of("nextflow-staging/alice")))
                .isEqualTo("arn:aws:ecr:us-east-1:123456789012:repository/nextflow-staging/alice");
    }

    @ParameterizedTest
    @CsvSource({
        "berth.aws.region, '', Set berth.aws.region",
        "berth.aws.account, 1234, Set berth.aws.account",
        "berth.aws.push-role-arn, berth-push, Set berth.aws.push-role-arn",
        "berth.aws.account, 999999999999, names a role of another account",
        "berth.aws.access-key-id, AKIAEXAMPLE, Set both berth.aws.access-key-id and",
        "berth.aws.staging-prefix, Nextflow/, berth.aws.staging-prefix must be",
        "berth.aws.approved-prefix, nextflow-staging, must differ",
    })
    void aWrongValueStopsTheStartWithASentence(String key, String value, String sentence) {
        assertThatThrownBy(() -> bound(Map.of(key, value))).rootCause().hasMessageContaining(sentence);
    }

    @Test
    void invariant3_theSecretKeyIsNotInWhatItPrints() {
        AwsSettings settings = bound(Map.of(
                "berth.aws.access-key-id", "AKIAEXAMPLE", "berth.aws.secret-access-key", "a-very-secret-access-key"));

        assertThat(settings.toString()).contains("AKIAEXAMPLE").doesNotContain("a-very-secret");
    }

    private static AwsSettings bound(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(ENOUGH);
        all.putAll(more);
        return new Binder(new MapConfigurationPropertySource(all))
                .bind("berth.aws", AwsSettings.class)
                .get();
    }
}
