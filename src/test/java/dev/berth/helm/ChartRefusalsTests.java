package dev.berth.helm;

import static dev.berth.helm.BerthChart.CONFIGURED;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/** Wrong values are refused with a sentence that names them, before anything is installed. */
class ChartRefusalsTests {

    record Wrong(String values, List<String> said) {

        @Override
        public String toString() {
            return values;
        }
    }

    private static Wrong wrong(String values, String... said) {
        return new Wrong(values, Arrays.asList(said));
    }

    static Stream<Wrong> wrongValues() {
        return Stream.of(
                // What is not there, of what is not known.
                wrong("repicas: 2", "repicas"),
                wrong("web: {replicas: 2}", "/web", "replicas"),
                wrong("worker: {autoscaling: {max: 2}}", "/worker/autoscaling", "max"),
                wrong("aws: {profile: prod}", "/aws", "profile"),
                wrong("postgres: {secret: {key: x}}", "/postgres/secret", "key"),
                wrong("image: {name: berth}", "/image", "name"),
                wrong("ingress: {host: berth.example.org}", "/ingress", "host"),
                // Of another kind.
                wrong("aws: {account: 123456789012}", "/aws/account", "got number, want string"),
                wrong("aws: {account: '1234'}", "/aws/account"),
                wrong("aws: {region: Virginia}", "/aws/region"),
                wrong("aws: {pushRoleArn: berth-push}", "/aws/pushRoleArn"),
                wrong("aws: {stagingPrefix: staging/}", "/aws/stagingPrefix"),
                wrong("web: {replicaCount: '2'}", "/web/replicaCount"),
                wrong("web: {replicaCount: -1}", "/web/replicaCount"),
                wrong("web: {autoscaling: {enabled: 'true'}}", "/web/autoscaling/enabled"),
                wrong("web: {podDisruptionBudget: {maxUnavailable: 0}}", "/web/podDisruptionBudget/maxUnavailable"),
                wrong("worker: {enabled: 1}", "/worker/enabled"),
                wrong("service: {port: 70000}", "/service/port"),
                wrong("service: {type: Balancer}", "/service/type"),
                wrong("image: {digest: 'sha256:1'}", "/image/digest"),
                wrong("image: {tag: 'a b'}", "/image/tag"),
                wrong("identity: {provider: gen3}", "/identity/provider"),
                wrong("identity: {issuer: sso.example.org}", "/identity/issuer"),
                wrong("identity: {staff: dave@example.org}", "/identity/staff", "got string, want array"),
                wrong("identity: {holders: [dave]}", "/identity/holders"),
                wrong("contextPath: berth", "/contextPath"),
                wrong("contextPath: /berth/", "/contextPath"),
                wrong("externalSecrets: {store: {kind: Store}}", "/externalSecrets/store/kind"),
                wrong("networkPolicy: {databaseCidrs: [10.0.0.1]}", "/networkPolicy/databaseCidrs"),
                wrong("criticalService: true", "/criticalService"),
                wrong("settings: {scanning.settle: 10s}", "invalid propertyName 'scanning.settle'", "berth|spring"),
                wrong("startupSeconds: 5", "/startupSeconds"),
                wrong("commonLabels: {team: 1}", "/commonLabels/team"),
                wrong("ingress: {enabled: true, hosts: ['https://berth.example.org']}", "/ingress/hosts"),
                // What fits the schema, and not together.
                wrong("aws: {account: ''}", "aws.account is not set", "twelve digits"),
                wrong("aws: {region: ''}", "aws.region is not set", "global.aws.region"),
                wrong("aws: {pushRoleArn: ''}", "aws.pushRoleArn is not set", "arn:aws:iam::"),
                wrong("identity: {issuer: ''}", "identity.issuer is not set"),
                wrong("identity: {clientId: ''}", "identity.clientId is not set"),
                wrong(
                        "aws: {account: '210987654321'}",
                        "aws.pushRoleArn is of another account than aws.account, 210987654321"),
                wrong("aws: {stagingPrefix: one, approvedPrefix: one}", "aws.stagingPrefix and aws.approvedPrefix"),
                wrong(
                        "{aws: {workerRoleArn: 'arn:aws:iam::123456789012:role/w'}, worker: {enabled: false}}",
                        "aws.workerRoleArn",
                        "worker.enabled"),
                wrong(
                        "aws: {webRoleArn: 'arn:aws:iam::123456789012:role/w', accessKey: {secretName: keys}}",
                        "aws.accessKey.secretName",
                        "leave out one"),
                wrong(
                        "image: {tag: '1', digest: 'sha256:" + "0".repeat(64) + "'}",
                        "image.tag and image.digest are both set"),
                wrong(
                        "postgres: {password: hunter2}",
                        "postgres.password",
                        "kubectl -n research create secret generic berth-dbcreds"),
                wrong("postgres: {dbCreate: true}", "postgres.dbCreate", "create database berth owner berth"),
                wrong(
                        "postgres: {secret: {name: ''}}",
                        "postgres.secret.name is empty",
                        "kubectl -n research create secret generic berth-dbcreds",
                        "--from-literal=password="),
                wrong("postgres: {secret: {keys: {host: ''}}}", "postgres.secret.keys.host", "postgres.host"),
                wrong("postgres: {host: db, secret: {keys: {password: ''}}}", "postgres.secret.keys.password is empty"),
                wrong(
                        "secret: {name: ''}",
                        "secret.name is empty",
                        "kubectl -n research create secret generic berth-g3auto",
                        "--from-literal=audit-key=\"$(openssl rand -base64 32)\""),
                wrong("secret: {keys: {auditKey: ''}}", "secret.keys.auditKey is empty"),
                wrong(
                        "settings: {berth.audit.key: abc}",
                        "settings: berth.audit.key is a secret",
                        "kubectl -n research create secret generic berth-g3auto"),
                wrong("settings: {'berth.audit.old-keys[0]': abc}", "settings: berth.audit.old-keys[0] is a secret"),
                wrong("settings: {berth.identity.client-secret: abc}", "settings: berth.identity.client-secret"),
                wrong(
                        "settings: {spring.datasource.password: abc}",
                        "settings: spring.datasource.password",
                        "kubectl -n research create secret generic berth-dbcreds"),
                wrong("settings: {spring.flyway.password: abc}", "settings: spring.flyway.password"),
                wrong("settings: {spring.datasource.url: 'jdbc:postgresql://db/b'}", "spring.datasource.url"),
                wrong(
                        "settings: {berth.aws.secret-access-key: abc}",
                        "settings: berth.aws.secret-access-key",
                        "kubectl -n research create secret generic berth-aws"),
                wrong("settings: {berth.roles: web}", "settings: berth.roles is what worker.enabled says"),
                wrong("settings: {'berth.identity.staff[0]': dave}", "identity.staff says: set that"),
                wrong("settings: {server.port: 80}", "settings: server.port"),
                wrong(
                        "web: {replicaCount: 2, autoscaling: {enabled: true}}",
                        "web.replicaCount is 2 while web.autoscaling.enabled is true"),
                wrong(
                        "{global: {autoscaling: {enabled: true}}, worker: {replicaCount: 2}}",
                        "worker.replicaCount is 2 while global.autoscaling.enabled is true"),
                wrong(
                        "web: {autoscaling: {enabled: true, minReplicas: 9}}",
                        "web.autoscaling.minReplicas is 9, more than maxReplicas, 6"),
                wrong(
                        "web: {autoscaling: {enabled: true, averageCPUValue: ''}}",
                        "web.autoscaling has neither averageCPUValue nor averageMemoryValue"),
                wrong("web: {serviceAccount: {create: false}}", "web.serviceAccount.create is false"),
                wrong(
                        "{web: {serviceAccount: {create: false, name: sa}}, aws: {webRoleArn: 'arn:aws:iam::123456789012:role/w'}}",
                        "web.serviceAccount.create is false",
                        "aws.webRoleArn",
                        "annotate sa yourself"),
                wrong(
                        "{web: {serviceAccount: {name: one}}, worker: {serviceAccount: {name: one}}}",
                        "web.serviceAccount.name and worker.serviceAccount.name are the same, one"),
                wrong("worker: {enabled: false, replicaCount: 2}", "worker.enabled is false"),
                wrong("ingress: {enabled: true}", "ingress.hosts is empty"),
                wrong(
                        "ingress: {enabled: true, hosts: [a.example.org], tls: [{hosts: [b.example.org]}]}",
                        "ingress.tls",
                        "b.example.org"),
                wrong("httpRoute: {enabled: true, parentRefs: [{name: public}]}", "httpRoute.hostnames is empty"),
                wrong("httpRoute: {enabled: true, hostnames: [a.example.org]}", "httpRoute.parentRefs is empty"),
                wrong(
                        "externalSecrets: {enabled: true, dbcreds: a, g3auto: b}",
                        "externalSecrets.store.name is empty",
                        "kubectl -n research create secret generic"),
                wrong(
                        "externalSecrets: {enabled: true, store: {name: vault}}",
                        "externalSecrets.dbcreds is empty",
                        "externalSecrets.g3auto is empty",
                        "global.environment"),
                wrong(
                        "{preStopSeconds: 30, terminationGracePeriodSeconds: 60}",
                        "terminationGracePeriodSeconds is 60, too short",
                        "75"));
    }

    @ParameterizedTest
    @MethodSource("wrongValues")
    void aWrongValueIsNamed(Wrong wrong) {
        assertThat(BerthChart.refusal(CONFIGURED, wrong.values())).contains(wrong.said());
    }

    @Test
    void allThatIsWrongIsSaidAtOnce() {
        String refusal = BerthChart.refusal(
                CONFIGURED,
                "{aws: {account: ''}, secret: {name: ''}, ingress: {enabled: true}, web: {serviceAccount: {create: false}}}");

        assertThat(refusal)
                .contains("aws.account", "secret.name", "ingress.hosts", "web.serviceAccount.create")
                .doesNotContain("worker.serviceAccount");
        assertThat(refusal.lines().filter(line -> line.startsWith("  - "))).hasSize(4);
    }

    @Test
    void aRefusalRepeatsNoSecret() {
        assertThat(BerthChart.refusal(CONFIGURED, "postgres: {password: hunter2}"))
                .doesNotContain("hunter2");
        assertThat(BerthChart.refusal(CONFIGURED, "settings: {berth.audit.key: hunter2}"))
                .doesNotContain("hunter2");
    }

    @Test
    void whatGen3SharesIsTakenAsItIs() {
        BerthChart.template(CONFIGURED, """
                enabled: true
                global:
                  aws: {enabled: true, region: eu-west-1, scheme: internet-facing}
                  postgres: {dbCreate: true, master: {host: db, password: x}}
                  manifestGlobalExtraValues: {a: b}
                  anything: [1, 2]
                """);
    }

    /** A value without a schema is taken however it is misspelt; a schema without a value says nothing to anybody. */
    @Test
    void theSchemaKnowsTheValuesThatThereAre() {
        Map<String, Object> schema =
                BerthChart.map(new Yaml().load(BerthChart.read(BerthChart.FOLDER.resolve("values.schema.json"))));
        TreeSet<String> known = new TreeSet<>();
        schemaPaths("", schema, known);
        TreeSet<String> values = new TreeSet<>();
        valuePaths("", BerthChart.defaults(), known, values);
        // What a parent chart says, and what only some write out.
        known.removeIf(path -> path.equals("enabled")
                || path.startsWith("httpRoute.parentRefs.")
                || path.endsWith(".resources.claims"));

        assertThat(known).isEqualTo(values);
    }

    private static void schemaPaths(String path, Map<String, Object> schema, Set<String> found) {
        if (!(schema.get("properties") instanceof Map)) {
            return;
        }
        assertThat(schema.get("additionalProperties")).as("of %s", path).isEqualTo(false);
        BerthChart.map(schema.get("properties")).forEach((name, inner) -> {
            found.add(path + name);
            schemaPaths(path + name + ".", BerthChart.map(inner), found);
        });
    }

    private static void valuePaths(String path, Map<String, Object> values, Set<String> known, Set<String> found) {
        values.forEach((name, inner) -> {
            found.add(path + name);
            boolean goesOn = known.stream().anyMatch(other -> other.startsWith(path + name + "."));
            if (inner instanceof Map && goesOn) {
                valuePaths(path + name + ".", BerthChart.map(inner), known, found);
            }
        });
    }
}
