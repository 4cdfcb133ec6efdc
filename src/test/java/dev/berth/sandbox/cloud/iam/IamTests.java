package dev.berth.sandbox.cloud.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.berth.sandbox.cloud.SandboxCloud;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.iam.model.LimitExceededException;
import software.amazon.awssdk.services.iam.model.MalformedPolicyDocumentException;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;

class IamTests {

    private static final String DENY = """
            {"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*",
             "Condition":{"StringEquals":{"aws:userid":["%s"]}}}]}""";

    @TempDir
    Path directory;

    SandboxCloud cloud;
    IamClient iam;

    @BeforeEach
    void start() {
        cloud = SandboxCloud.in(directory);
        iam = cloud.iam(cloud.portal());
    }

    @AfterEach
    void stop() {
        iam.close();
        cloud.close();
    }

    @Test
    void aPolicyIsKeptOverARestartAndReadAsItWasPut() {
        put("revoked", DENY.formatted("x:alice-1"));
        iam.close();
        cloud.restart();
        iam = cloud.iam(cloud.portal());

        assertThat(read("revoked")).isEqualTo(DENY.formatted("x:alice-1"));
        iam.deleteRolePolicy(it -> it.roleName("berth-push").policyName("revoked"));
        assertThatExceptionOfType(NoSuchEntityException.class).isThrownBy(() -> read("revoked"));
    }

    @Test
    void whatIsNoPolicyIsNotPut() {
        assertThatExceptionOfType(MalformedPolicyDocumentException.class)
                .isThrownBy(() ->
                        put("revoked", DENY.replace("aws:userid", "aws:nobody").formatted("x")))
                .withMessageContaining("aws:nobody");
        assertThatExceptionOfType(NoSuchEntityException.class).isThrownBy(() -> read("revoked"));
    }

    @Test
    void allPoliciesOfTheRoleShareOneLimitThatCountsNoWhiteSpace() {
        put("first", DENY.formatted("x".repeat(5000)) + " ".repeat(20_000));
        assertThatExceptionOfType(LimitExceededException.class)
                .isThrownBy(() -> put("second", DENY.formatted("y".repeat(5100))))
                .withMessageContaining("10240");
        put("first", DENY.formatted("x"));
        put("second", DENY.formatted("y".repeat(5100)));
    }

    @Test
    void thePortalReachesNoOtherRoleAndNothingElseInIam() {
        cloud.asPrinted(() -> {
            assertThatExceptionOfType(IamException.class)
                    .isThrownBy(() -> iam.putRolePolicy(
                            it -> it.roleName("admin").policyName("p").policyDocument(DENY)))
                    .satisfies(e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDenied"))
                    .withMessageContaining(
                            "berth-portal is not authorized to perform: iam:PutRolePolicy on resource: arn:aws:iam::123456789012:role/admin");
            assertThatExceptionOfType(IamException.class)
                    .isThrownBy(() -> iam.createUser(it -> it.userName("bob")))
                    .satisfies(e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InvalidAction"));
        });
    }

    @Test
    void aPushSessionCannotLiftItsOwnRevocation() {
        put("revoked", DENY.formatted("x"));
        try (IamClient session = cloud.iam(cloud.session("alice-1", ""))) {
            assertThatExceptionOfType(IamException.class)
                    .isThrownBy(() -> session.deleteRolePolicy(
                            it -> it.roleName("berth-push").policyName("revoked")))
                    .satisfies(e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDenied"));
        }
        assertThat(read("revoked")).isNotEmpty();
    }

    private void put(String name, String document) {
        iam.putRolePolicy(it -> it.roleName("berth-push").policyName(name).policyDocument(document));
    }

    private String read(String name) {
        return URLDecoder.decode(
                iam.getRolePolicy(it -> it.roleName("berth-push").policyName(name))
                        .policyDocument(),
                StandardCharsets.UTF_8);
    }
}
