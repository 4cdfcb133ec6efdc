package dev.berth.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.sandbox.cloud.policy.Policy;
import dev.berth.sandbox.cloud.policy.PolicyRequest;
import dev.berth.sandbox.cloud.policy.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class IamCommandTests {

    private static final List<String> CONFIGURED = List.of(
            "--berth.aws.region=eu-west-1",
            "--berth.aws.account=210987654321",
            "--berth.aws.push-role-arn=arn:aws:iam::210987654321:role/teams/data/push",
            "--berth.aws.staging-prefix=lab-staging",
            "--berth.aws.approved-prefix=lab-approved",
            "--berth.aws.anchors.bucket=lab-anchors");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    /** Spring Boot keeps them for the whole process, which ends here only in a test. */
    @AfterEach
    void thisProcessGoesOn() {
        System.clearProperty("CONSOLE_LOG_THRESHOLD");
        System.clearProperty("FILE_LOG_THRESHOLD");
    }

    @Test
    void everyDocumentIsForTheConfiguredAccountRegionPrefixesAndBucket() {
        JsonNode roles = printed();

        assertThat(roles.propertyNames()).containsExactly("berth-web", "berth-worker", "push");
        assertThat(resources(roles.path("berth-web"))).containsOnly("arn:aws:iam::210987654321:role/teams/data/push");
        assertThat(resources(roles.path("berth-worker")))
                .containsOnly(
                        "arn:aws:iam::210987654321:role/teams/data/push",
                        "arn:aws:ecr:eu-west-1:210987654321:repository/lab-staging/*",
                        "arn:aws:ecr:eu-west-1:210987654321:repository/lab-approved/*",
                        "*",
                        "arn:aws:s3:::lab-anchors",
                        "arn:aws:s3:::lab-anchors/berth-anchors/*");
        assertThat(resources(roles.path("push")))
                .containsOnly("*", "arn:aws:ecr:eu-west-1:210987654321:repository/lab-staging/*");
    }

    @Test
    void nothingIsGrantedTwiceOrByAPattern() {
        for (JsonNode role : printed()) {
            List<String> granted = new ArrayList<>();
            role.path("policy")
                    .path("Statement")
                    .forEach(statement -> statement
                            .path("Action")
                            .forEach(action -> statement
                                    .path("Resource")
                                    .forEach(resource ->
                                            granted.add(action.asString() + " on " + resource.asString()))));

            assertThat(granted).doesNotHaveDuplicates().noneMatch(grant -> grant.split(" ", -1)[0].contains("*"));
        }
    }

    @Test
    void onlyTheWebRoleOpensPushSessionsAndEachSaysWhoseItIs() {
        Policy trust = Policy.trust(printed().path("push").path("trust").toString());
        String web = "arn:aws:iam::210987654321:role/berth-web";
        Map<String, List<String>> minted = Map.of(
                "sts:RoleSessionName", List.of("berth-1"),
                "sts:SourceIdentity", List.of("berth-alice"),
                "aws:TagKeys", List.of("workspace", "pass", "session"));

        for (String action : List.of("sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession")) {
            assertThat(judged(trust, action, minted, web)).isEqualTo(Verdict.ALLOWED);
            assertThat(judged(trust, action, minted, web.replace("web", "worker")))
                    .isEqualTo(Verdict.SILENT);
        }
        assertThat(judged(trust, "sts:AssumeRole", Map.of("sts:RoleSessionName", List.of("berth-1")), web))
                .isEqualTo(Verdict.SILENT);
        assertThat(judged(trust, "sts:TagSession", Map.of("aws:TagKeys", List.of("admin")), web))
                .isEqualTo(Verdict.SILENT);
    }

    private static Verdict judged(Policy trust, String action, Map<String, List<String>> context, String principalArn) {
        return trust.judge(
                new PolicyRequest(action, "arn:aws:iam::210987654321:role/teams/data/push", context), principalArn);
    }

    @Test
    void cloudFormationAndTerraformCarryTheSameDocuments() {
        JsonNode roles = printed();
        JsonNode stack = printed("cloudformation").path("Resources");
        JsonNode terraform = printed("terraform").path("resource");

        assertThat(stack.path("WorkerRole")
                        .path("Properties")
                        .path("Policies")
                        .path(0)
                        .path("PolicyDocument"))
                .isEqualTo(roles.path("berth-worker").path("policy"));
        assertThat(stack.path("PushRole").path("Properties").path("Path").asString())
                .isEqualTo("/teams/data/");
        assertThat(stack.path("PushRole").path("DependsOn").path(0).asString()).isEqualTo("WebRole");
        assertThat(tree(terraform
                        .path("aws_iam_role_policy")
                        .path("worker")
                        .path("policy")
                        .asString()))
                .isEqualTo(roles.path("berth-worker").path("policy"));
        assertThat(tree(terraform
                        .path("aws_iam_role")
                        .path("push")
                        .path("assume_role_policy")
                        .asString()))
                .isEqualTo(roles.path("push").path("trust"));
    }

    @Test
    void aServiceAccountIsTrustedInItsNamespaceAlone() {
        JsonNode trust = printed(
                        "json",
                        "--trust=service-account",
                        "--oidc-provider=oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE",
                        "--namespace=gen3")
                .path("berth-worker")
                .path("trust");

        assertThat(trust.toString())
                .contains(
                        "\"oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE:sub\":\"system:serviceaccount:gen3:berth-worker\"")
                .contains("sts:AssumeRoleWithWebIdentity");
    }

    @ParameterizedTest
    @ValueSource(strings = {"toml", "json yaml", "json --trust=lambda", "json --trust=service-account", "JSON"})
    void whatCannotBePrintedIsRefusedInASentence(String words) {
        assertThat(run(words.split(" ", -1))).isOne();

        assertThat(out.size()).isZero();
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("--trust=").doesNotContain("Exception");
    }

    @Test
    void whatIsNotConfiguredIsNamed() {
        int code = IamCommand.run(
                new String[] {"iam", "--berth.aws.region=nowhere"},
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));

        assertThat(code).isOne();
        assertThat(err.toString(StandardCharsets.UTF_8).strip())
                .isEqualTo("Set berth.aws.region to the registry's region, such as us-east-1.");
    }

    private JsonNode printed(String... words) {
        out.reset();
        assertThat(run(words)).as(err.toString(StandardCharsets.UTF_8)).isZero();
        return tree(out.toString(StandardCharsets.UTF_8));
    }

    private int run(String... words) {
        return IamCommand.run(
                Stream.of(Stream.of("iam"), Stream.of(words), CONFIGURED.stream())
                        .flatMap(it -> it)
                        .toArray(String[]::new),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private static List<String> resources(JsonNode role) {
        return role.path("policy")
                .path("Statement")
                .valueStream()
                .flatMap(statement -> statement.path("Resource").valueStream())
                .map(JsonNode::asString)
                .toList();
    }

    private static JsonNode tree(String json) {
        return JsonMapper.shared().readTree(json);
    }
}
