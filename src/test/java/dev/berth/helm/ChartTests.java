package dev.berth.helm;

import static dev.berth.helm.BerthChart.CONFIGURED;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.marcnuri.helm.LintResult;
import dev.berth.helm.BerthChart.Node;
import dev.berth.helm.BerthChart.Rendered;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Ingress;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the chart makes of its values. */
class ChartTests {

    private static final String WEB = "Deployment/berth-deployment";
    private static final String WORKER = "Deployment/berth-worker-deployment";

    private interface Model {
        void check(JsonElement object) throws IOException;
    }

    /** Kubernetes' own, which refuses a field that it does not know. */
    private static final Map<String, Model> KINDS = Map.ofEntries(
            entry("apps/v1 Deployment", V1Deployment::validateJsonElement),
            entry("v1 Service", V1Service::validateJsonElement),
            entry("v1 ServiceAccount", V1ServiceAccount::validateJsonElement),
            entry("v1 ConfigMap", V1ConfigMap::validateJsonElement),
            entry("networking.k8s.io/v1 Ingress", V1Ingress::validateJsonElement),
            entry("networking.k8s.io/v1 NetworkPolicy", V1NetworkPolicy::validateJsonElement),
            entry("policy/v1 PodDisruptionBudget", V1PodDisruptionBudget::validateJsonElement),
            entry("autoscaling/v2 HorizontalPodAutoscaler", V2HorizontalPodAutoscaler::validateJsonElement));

    /** Of others, which are not Kubernetes' own: the fields that a spec has and must have. */
    private record Foreign(Set<String> required, Set<String> more) {}

    private static final Map<String, Foreign> FOREIGN = Map.of(
            "gateway.networking.k8s.io/v1 HTTPRoute", new Foreign(Set.of("parentRefs", "hostnames", "rules"), Set.of()),
            "external-secrets.io/v1 ExternalSecret",
                    new Foreign(Set.of("secretStoreRef", "target", "dataFrom"), Set.of("refreshInterval")),
            "external-secrets.io/v1beta1 ExternalSecret",
                    new Foreign(Set.of("secretStoreRef", "target", "dataFrom"), Set.of("refreshInterval")),
            "monitoring.coreos.com/v1 ServiceMonitor", new Foreign(Set.of("selector", "endpoints"), Set.of()),
            "monitoring.coreos.com/v1 PrometheusRule", new Foreign(Set.of("groups"), Set.of()));

    /** One switch, and which objects come and go with it. */
    record Toggle(String values, Set<String> more, Set<String> fewer) {

        static Toggle adds(String values, String... more) {
            return new Toggle(values, Set.of(more), Set.of());
        }

        static Toggle takes(String values, String... fewer) {
            return new Toggle(values, Set.of(), Set.of(fewer));
        }

        @Override
        public String toString() {
            return values;
        }
    }

    static Stream<Toggle> toggles() {
        return Stream.of(
                Toggle.takes(
                        "worker: {enabled: false}",
                        WORKER,
                        "ServiceAccount/berth-worker-sa",
                        "NetworkPolicy/berth-worker"),
                Toggle.takes("web: {serviceAccount: {create: false, name: given}}", "ServiceAccount/berth-sa"),
                Toggle.takes(
                        "worker: {serviceAccount: {create: false, name: given}}", "ServiceAccount/berth-worker-sa"),
                Toggle.adds(
                        "web: {autoscaling: {enabled: true}}",
                        "HorizontalPodAutoscaler/berth-hpa",
                        "PodDisruptionBudget/berth-pdb"),
                Toggle.adds(
                        "worker: {autoscaling: {enabled: true, minReplicas: 2, averageMemoryValue: 800Mi}}",
                        "HorizontalPodAutoscaler/berth-worker-hpa",
                        "PodDisruptionBudget/berth-worker-pdb"),
                Toggle.adds(
                        "global: {autoscaling: {enabled: true}}",
                        "HorizontalPodAutoscaler/berth-hpa",
                        "HorizontalPodAutoscaler/berth-worker-hpa",
                        "PodDisruptionBudget/berth-pdb"),
                Toggle.adds("web: {replicaCount: 2}", "PodDisruptionBudget/berth-pdb"),
                Toggle.adds("worker: {replicaCount: 3}", "PodDisruptionBudget/berth-worker-pdb"),
                Toggle.adds("web: {replicaCount: 2, podDisruptionBudget: {enabled: false}}"),
                Toggle.adds("worker: {replicaCount: 2, podDisruptionBudget: {enabled: false}}"),
                Toggle.adds("web: {topologySpread: {enabled: true}}"),
                Toggle.adds("worker: {topologySpread: {enabled: true}}"),
                Toggle.adds("global: {topologySpread: {enabled: true, maxSkew: 2}}"),
                Toggle.adds("ingress: {enabled: true, hosts: [berth.example.org]}", "Ingress/berth-ingress"),
                Toggle.adds(
                        "httpRoute: {enabled: true, hostnames: [berth.example.org], parentRefs: [{name: public}]}",
                        "HTTPRoute/berth-route"),
                Toggle.takes("networkPolicy: {enabled: false}", "NetworkPolicy/berth", "NetworkPolicy/berth-worker"),
                Toggle.adds("networkPolicy: {monitoring: [], databaseCidrs: [10.0.0.0/16]}"),
                Toggle.adds("global: {netPolicy: {enabled: true, dbSubnets: [10.0.0.0/16]}}"),
                Toggle.adds(
                        "externalSecrets: {enabled: true, store: {name: vault}, dbcreds: a, g3auto: b}",
                        "ExternalSecret/berth-dbcreds",
                        "ExternalSecret/berth-g3auto"),
                Toggle.adds(
                        "global: {environment: prod, externalSecrets: {deploy: true}}",
                        "ExternalSecret/berth-dbcreds",
                        "ExternalSecret/berth-g3auto"),
                Toggle.adds("metrics: {annotations: false}"),
                Toggle.adds("global: {metricsEnabled: false}"),
                Toggle.adds(
                        "metrics: {serviceMonitor: {enabled: true}}", "Service/berth-metrics", "ServiceMonitor/berth"),
                Toggle.adds("metrics: {prometheusRule: {enabled: true}}", "PrometheusRule/berth"),
                Toggle.adds("metrics: {dashboard: {enabled: true}}", "ConfigMap/berth-dashboard"),
                Toggle.adds("postgres: {dbCreate: false}"),
                Toggle.adds("global: {dev: true}"),
                Toggle.adds("enabled: true"));
    }

    @Test
    void strictLintFindsNothing() {
        LintResult result = BerthChart.lint();

        assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
        assertThat(result.getMessages()).noneMatch(message -> message.contains("WARNING") || message.contains("ERROR"));
    }

    static Stream<String> worked() {
        return Stream.concat(Stream.of("(no values)", "(configured)"), BerthChart.examples().stream());
    }

    @ParameterizedTest
    @MethodSource("worked")
    void kubernetesTakesEveryObject(String name) {
        check(BerthChart.template(values(name)));
    }

    private static String values(String name) {
        return switch (name) {
            case "(no values)" -> "";
            case "(configured)" -> CONFIGURED;
            default -> BerthChart.example(name);
        };
    }

    /** {@code .ci/run} compares it with what Helm 4 prints. */
    @Test
    void whatHelm3PrintsOfEachExampleIsKept() throws IOException {
        Path folder = Files.createDirectories(Path.of("target", "helm-3"));
        for (String example : BerthChart.examples()) {
            Files.writeString(folder.resolve(example), BerthChart.print(BerthChart.example(example)));
        }

        assertThat(folder).isDirectoryContaining("glob:**.yaml");
    }

    @ParameterizedTest
    @MethodSource("toggles")
    void aSwitchBringsItsObjectsAndNoOthers(Toggle toggle) {
        Set<String> expected = BerthChart.template(CONFIGURED).names();
        assertThat(expected.removeAll(toggle.fewer())).isEqualTo(!toggle.fewer().isEmpty());
        assertThat(expected.addAll(toggle.more())).isEqualTo(!toggle.more().isEmpty());

        Rendered rendered = BerthChart.template(CONFIGURED, toggle.values());

        assertThat(rendered.names()).isEqualTo(expected);
        check(rendered);
    }

    @Test
    void theTableOfSwitchesNamesEveryOne() throws IOException {
        Rendered plain = BerthChart.template(CONFIGURED);
        List<String> lines = new ArrayList<>();
        lines.add("With what is required and nothing else: " + String.join(" ", plain.names()));
        toggles()
                .forEach(toggle -> lines.add("%-95s %s"
                        .formatted(
                                toggle.values(), difference(plain, BerthChart.template(CONFIGURED, toggle.values())))));
        Files.write(Path.of("target", "helm-toggles.txt"), lines);

        List<String> switches = new ArrayList<>();
        Map<String, Object> values = BerthChart.defaults();
        // Kubernetes' own, not the chart's.
        values.keySet().removeAll(Set.of("podSecurityContext", "securityContext"));
        switches("", values, switches);
        assertThat(switches).isNotEmpty().allSatisfy(found -> {
            String[] path = found.split("\\.");
            assertThat(toggles())
                    .anyMatch(toggle ->
                            Stream.of(path).allMatch(step -> toggle.values().matches(".*\\b" + step + ":.*")));
        });
    }

    /** Objects that came with a plus, that went with a minus, and that changed with a tilde. */
    private static String difference(Rendered before, Rendered after) {
        TreeSet<String> all = new TreeSet<>(before.names());
        all.addAll(after.names());
        return all.stream()
                .map(name -> !before.names().contains(name)
                        ? "+" + name
                        : !after.names().contains(name)
                                ? "-" + name
                                : before.one(name).equals(after.one(name)) ? "" : "~" + name)
                .filter(change -> !change.isEmpty())
                .collect(Collectors.joining(" "));
    }

    private static void switches(String path, Map<String, Object> values, List<String> found) {
        values.forEach((key, value) -> {
            if (value instanceof Boolean) {
                found.add(path + key);
            } else if (value instanceof Map) {
                switches(path + key + ".", BerthChart.map(value), found);
            }
        });
    }

    @Test
    void theModelWouldNotTakeAFieldThatIsMisspelt() {
        Map<String, Object> deployment =
                BerthChart.map(BerthChart.template(CONFIGURED).one(WEB).value());
        BerthChart.map(BerthChart.map(BerthChart.map(deployment.get("spec")).get("template"))
                        .get("spec"))
                .put("serviceAcountName", "berth");

        assertThatThrownBy(() -> KINDS.get("apps/v1 Deployment").check(new Gson().toJsonTree(deployment)))
                .hasMessageContaining("serviceAcountName");
    }

    @Test
    void othersFindWhatIsNamedAsGen3NamesIt() {
        Rendered gen3 = BerthChart.template(BerthChart.example("gen3.yaml"));

        assertThat(gen3.names()).contains(WEB, WORKER, "Service/berth-service");
        assertThat(gen3.one("Service/berth-service")
                        .at("spec", "ports", 0, "port")
                        .value())
                .isEqualTo(80);
        assertThat(labels(gen3, WEB)).containsEntry("app", "berth").containsEntry("public", "yes");
        assertThat(labels(gen3, WORKER)).containsEntry("app", "berth-worker").doesNotContainKey("public");
        assertThat(labels(gen3, WEB)).containsEntry("hostname", "gen3.example.org");
        assertThat(gen3.one("ExternalSecret/berth-dbcreds")
                        .at("spec", "secretStoreRef", "name")
                        .text())
                .isEqualTo("gen3-secret-store");
        assertThat(gen3.one("ExternalSecret/berth-dbcreds")
                        .at("spec", "dataFrom", 0, "extract", "key")
                        .text())
                .isEqualTo("gen3prod-berth-creds");
        assertThat(gen3.one("NetworkPolicy/berth")
                        .at("spec", "egress", 2, "to", 0, "ipBlock", "cidr")
                        .text())
                .isEqualTo("10.20.0.0/20");
    }

    private static Map<String, Object> labels(Rendered rendered, String deployment) {
        return BerthChart.map(rendered.one(deployment)
                .at("spec", "template", "metadata", "labels")
                .value());
    }

    @Test
    void aStoreOfTheWholeClusterIsTakenForBothSecrets() {
        Rendered rendered = BerthChart.template(
                CONFIGURED,
                "global: {environment: prod, externalSecrets: {deploy: true, clusterSecretStoreRef: everybodys}}");

        for (String secret : List.of("berth-dbcreds", "berth-g3auto")) {
            Node store = rendered.one("ExternalSecret/" + secret).at("spec", "secretStoreRef");
            assertThat(store.at("kind").text()).isEqualTo("ClusterSecretStore");
            assertThat(store.at("name").text()).isEqualTo("everybodys");
        }
    }

    @Test
    void noSecretIsGeneratedAndNothingDiffersBetweenTwoRenderings() {
        for (String example : BerthChart.examples()) {
            Rendered once = BerthChart.template(BerthChart.example(example));

            assertThat(once).isEqualTo(BerthChart.template(BerthChart.example(example)));
            assertThat(once.names()).noneMatch(name -> name.startsWith("Secret/") || name.startsWith("Job/"));
        }
    }

    @Test
    void nothingIsAHookButTheTest() throws IOException {
        try (Stream<Path> templates = Files.walk(BerthChart.FOLDER.resolve("templates"))) {
            assertThat(templates
                            .filter(Files::isRegularFile)
                            .filter(template -> BerthChart.read(template).contains("helm.sh/hook")))
                    .allMatch(template -> template.endsWith(Path.of("tests", "answers.yaml")));
        }
    }

    @ParameterizedTest
    @MethodSource("worked")
    void kubernetesTakesThePodThatTests(String name) throws IOException {
        Node pod = BerthChart.testPod(values(name));

        V1Pod.validateJsonElement(new Gson().toJsonTree(pod.value()));
        checkRestricted(pod.at("spec"));
    }

    @Test
    void theNotesSayWhatToDoNext() {
        String small = BerthChart.notes(BerthChart.example("small.yaml"));
        assertThat(small)
                .contains("kubectl -n research create secret generic berth-dbcreds --from-literal=host=")
                .contains("kubectl -n research create secret generic berth-g3auto")
                .contains("https://berth.example.org/login/oauth2/code/berth")
                .contains("helm -n research test berth")
                .doesNotContain("berth-worker-deployment", "Nobody is staff", "Nothing leads to it");

        assertThat(BerthChart.notes(BerthChart.example("gen3.yaml")))
                .contains("gen3prod-berth-creds", "gen3prod-berth-g3auto")
                .contains("https://gen3.example.org/berth/login/oauth2/code/berth")
                .contains("deployment/berth-worker-deployment", "http://berth-service")
                .doesNotContain("kubectl -n research create secret");

        assertThat(BerthChart.notes("")).contains("It is not configured", "--set-string", "Nobody is staff");
    }

    @Test
    void theNumberOfPodsIsTheAutoscalersWhereThereIsOne() {
        Rendered ha = BerthChart.template(BerthChart.example("ha.yaml"));

        assertThat(ha.one(WEB).at("spec").has("replicas")).isFalse();
        assertThat(ha.one(WORKER).at("spec", "replicas").value()).isEqualTo(2);
        assertThat(BerthChart.template(CONFIGURED, "web: {replicaCount: 0}")
                        .one(WEB)
                        .at("spec", "replicas")
                        .value())
                .isEqualTo(0);
    }

    @ParameterizedTest
    @MethodSource("worked")
    void everyPodFitsTheRestrictedStandard(String name) {
        Rendered rendered = BerthChart.template(values(name));
        rendered.names().stream()
                .filter(object -> object.startsWith("Deployment/"))
                .forEach(deployment -> checkRestricted(rendered.one(deployment).at("spec", "template", "spec")));
    }

    private static void checkRestricted(Node pod) {
        assertThat(pod.at("securityContext", "runAsNonRoot").value()).isEqualTo(true);
        assertThat(pod.at("securityContext", "seccompProfile", "type").text()).isEqualTo("RuntimeDefault");
        assertThat(pod.at("automountServiceAccountToken").value()).isEqualTo(false);
        for (Node container : pod.at("containers").each()) {
            Node security = container.at("securityContext");
            assertThat(security.at("allowPrivilegeEscalation").value()).isEqualTo(false);
            assertThat(security.at("readOnlyRootFilesystem").value()).isEqualTo(true);
            assertThat(security.at("capabilities", "drop").value()).isEqualTo(List.of("ALL"));
        }
    }

    @Test
    void eachRoleHasAServiceAccountAndRightsOfItsOwn() {
        Rendered gen3 = BerthChart.template(BerthChart.example("gen3.yaml"));

        assertThat(gen3.one(WEB)
                        .at("spec", "template", "spec", "serviceAccountName")
                        .text())
                .isEqualTo("berth-sa");
        assertThat(gen3.one(WORKER)
                        .at("spec", "template", "spec", "serviceAccountName")
                        .text())
                .isEqualTo("berth-worker-sa");
        assertThat(roleArn(gen3, "berth-sa")).endsWith("berth-web");
        assertThat(roleArn(gen3, "berth-worker-sa")).endsWith("berth-worker");
        assertThat(role(gen3, WEB)).isEqualTo("web");
        assertThat(role(gen3, WORKER)).isEqualTo("worker");
        assertThat(role(BerthChart.template(BerthChart.example("small.yaml")), WEB))
                .isEqualTo("web,worker");
    }

    private static String roleArn(Rendered rendered, String serviceAccount) {
        return rendered.one("ServiceAccount/" + serviceAccount)
                .at("metadata", "annotations", "eks.amazonaws.com/role-arn")
                .text();
    }

    private static String role(Rendered rendered, String deployment) {
        Node first = rendered.one(deployment).at("spec", "template", "spec", "containers", 0, "env", 0);
        assertThat(first.at("name").text()).isEqualTo("BERTH_ROLES");
        return first.at("value").text();
    }

    @Test
    void aPodGoesOnlyWhenANewOneIsReadyAndItsWorkIsDone() {
        Node spec = BerthChart.template(CONFIGURED).one(WEB).at("spec");

        assertThat(spec.at("strategy", "rollingUpdate", "maxUnavailable").value())
                .isEqualTo(0);
        Node pod = spec.at("template", "spec");
        Node container = pod.at("containers", 0);
        int pause = (Integer)
                container.at("lifecycle", "preStop", "sleep", "seconds").value();
        // Requests end within Boot's 30 s, tasks within db-scheduler's 10 s.
        assertThat((Integer) pod.at("terminationGracePeriodSeconds").value()).isGreaterThan(pause + 30 + 10);
        assertThat(container.has("startupProbe")).isTrue();
        assertThat(container.has("livenessProbe")).isTrue();
        assertThat(container.has("readinessProbe")).isTrue();
    }

    @Test
    void podsStartAnewForAnotherSettingAndForNothingElse() {
        String asked = checksum(CONFIGURED);

        assertThat(checksum(CONFIGURED, "web: {resources: {limits: {memory: 2Gi}}}"))
                .isEqualTo(asked);
        assertThat(checksum(CONFIGURED, "secret: {name: another}")).isEqualTo(asked);
        assertThat(checksum(CONFIGURED, "settings: {berth.scanning.settle: 10s}"))
                .isNotEqualTo(asked);
    }

    private static String checksum(String... values) {
        return BerthChart.template(values)
                .one(WEB)
                .at("spec", "template", "metadata", "annotations", "checksum/config")
                .text();
    }

    @Test
    void aSelectorStaysWhatItIsWhateverValuesChange() {
        assertThat(selector(CONFIGURED))
                .isEqualTo(
                        selector(
                                CONFIGURED,
                                "{image: {tag: '2'}, release: dev, partOf: Other, commonLabels: {team: us}, web: {podLabels: {a: b}}}"));
    }

    private static Object selector(String... values) {
        return BerthChart.template(values).one(WEB).at("spec", "selector").value();
    }

    @Test
    void nobodyButThoseWhoWatchReachesTheManagementPortAndNobodyTheWorker() {
        Rendered rendered = BerthChart.template(CONFIGURED);

        Node web = rendered.one("NetworkPolicy/berth").at("spec", "ingress");
        assertThat(web.at(0, "ports", 0, "port").text()).isEqualTo("http");
        assertThat(web.at(1, "ports", 0, "port").text()).isEqualTo("management");
        assertThat(web.at(1, "from", 0).has("namespaceSelector")).isTrue();
        Node worker = rendered.one("NetworkPolicy/berth-worker").at("spec", "ingress");
        assertThat(worker.each()).hasSize(1);
        assertThat(worker.at(0, "ports", 0, "port").text()).isEqualTo("management");
        assertThat(BerthChart.template(CONFIGURED, "networkPolicy: {monitoring: []}")
                        .one("NetworkPolicy/berth-worker")
                        .at("spec", "ingress")
                        .each())
                .isEmpty();
    }

    private static void check(Rendered rendered) {
        assertThat(rendered.objects()).isNotEmpty();
        assertThat(rendered.names()).hasSameSizeAs(rendered.objects());
        for (Map<String, Object> object : rendered.objects()) {
            String kind = object.get("apiVersion") + " " + Rendered.kind(object);
            Model model = KINDS.get(kind);
            if (model != null) {
                assertThatCode(() -> model.check(new Gson().toJsonTree(object)))
                        .as("%s", object)
                        .doesNotThrowAnyException();
            } else {
                Foreign foreign = FOREIGN.get(kind);
                assertThat(foreign).as("what is known of %s", kind).isNotNull();
                Set<String> fields = BerthChart.map(object.get("spec")).keySet();
                assertThat(fields).containsAll(foreign.required());
                Set<String> others = new TreeSet<>(fields);
                others.removeAll(foreign.required());
                assertThat(foreign.more()).containsAll(others);
            }
        }
    }
}
