package dev.berth.helm;

import static dev.berth.testing.ImageFixtures.aDebianImage;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.helm.BerthChart.Node;
import dev.berth.oci.RepositoryName;
import dev.berth.oci.Tag;
import dev.berth.testing.BerthProcess;
import dev.berth.testing.Portal;
import dev.berth.testing.PortalsBesideSandbox;
import dev.berth.testing.PushKeys;
import dev.berth.testing.TestImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** One process for each deployment of the chart, neither with the other's role: together they do everything, and answer what the chart asks them. */
class WebAndWorkerTests {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    private static Path folder;

    private static PortalsBesideSandbox house;
    private static BerthProcess web;
    private static BerthProcess worker;

    @BeforeAll
    static void start() {
        house = PortalsBesideSandbox.in(folder);
        web = house.plan("web").with("berth.roles", "web").start();
        watchWhoWorks(house.jdbc());
        worker = house.plan("worker").with("berth.roles", "worker").start();
    }

    @AfterAll
    static void stop() {
        // Where the start failed, some are missing.
        Stream.of(worker, web).filter(Objects::nonNull).forEach(BerthProcess::close);
        house.close();
    }

    @Test
    void togetherTheyBringAPushToItsApprovedUri() {
        Portal portal = Portal.at(web.port());
        PushKeys keys = portal.keysFor("alice");
        TestImage image = aDebianImage("bash=5.2.15-2+b7");
        Tag tag = Tag.of("v1");
        keys.pusher(house.sandbox()).push(RepositoryName.of("nextflow-staging/alice"), tag, image);

        portal.awaitWords("alice", image.digest(), "nextflow-approved/alice:v1");

        assertThat(house.digest(RepositoryName.of("nextflow-approved/alice"), tag))
                .hasValue(image.digest());
        assertThat(house.jdbc()
                        .sql("select distinct carrier from worked")
                        .query((row, number) -> row.getString(1))
                        .list())
                .containsExactly("worker");
        assertThat(metrics(web) + metrics(worker)).contains(metricsThatTheChartNames());
    }

    /** In its alerts and its dashboard. */
    private static Set<String> metricsThatTheChartNames() {
        String asked = BerthChart.read(BerthChart.FOLDER.resolve("files").resolve("alerts.yml"))
                + BerthChart.read(BerthChart.FOLDER.resolve("files").resolve("dashboard.json"));
        Set<String> names = Pattern.compile("\\b(berth|hikaricp)_[a-z_]+\\b")
                .matcher(asked)
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(names).hasSizeGreaterThan(5);
        return names;
    }

    private static String metrics(BerthProcess process) {
        return get(process.managementPort(), "/actuator/prometheus", "*/*").body();
    }

    @ParameterizedTest
    @ValueSource(strings = {"berth", "berth-worker"})
    void everyProbeOfTheChartIsAnswered(String app) {
        BerthProcess process = app.equals("berth") ? web : worker;
        Node template = BerthChart.template(BerthChart.CONFIGURED)
                .one("Deployment/" + app + "-deployment")
                .at("spec", "template");

        assertThat(probes(template))
                .hasSize(3)
                .allSatisfy(path -> assertThat(get(process.port(), path, "*/*").statusCode())
                        .as(path)
                        .isEqualTo(200));
        String metrics =
                template.at("metadata", "annotations", "prometheus.io/path").text();
        assertThat(get(process.managementPort(), metrics, "*/*").statusCode()).isEqualTo(200);
    }

    @Test
    void underAPathTheProbesAreUnderItToo() {
        List<String> probes = probes(BerthChart.template(BerthChart.CONFIGURED, "contextPath: /berth")
                .one("Deployment/berth-deployment")
                .at("spec", "template"));
        assertThat(probes).allMatch(path -> path.startsWith("/berth/"));
        try (BerthProcess process = house.plan("under-a-path")
                .with("berth.roles", "web")
                .with("server.servlet.context-path", "/berth")
                .launch()) {
            Awaitility.await("the start")
                    .atMost(Duration.ofMinutes(2))
                    .ignoreExceptions()
                    .until(() -> !process.isAlive()
                            || probes.stream()
                                    .allMatch(path ->
                                            get(process.port(), path, "*/*").statusCode() == 200));
            assertThat(process.isAlive()).isTrue();
        }
    }

    private static List<String> probes(Node template) {
        Node container = template.at("spec", "containers", 0);
        return Stream.of("startupProbe", "livenessProbe", "readinessProbe")
                .map(name -> container.at(name, "httpGet"))
                .peek(probe -> assertThat(probe.at("port").text()).isEqualTo("http"))
                .map(probe -> probe.at("path").text())
                .toList();
    }

    @Test
    void theHelmTestPassesAtTheWebPodsAndFailsWhereNothingCanBeSignedInTo() throws Exception {
        assertThat(helmTest(web)).isZero();
        assertThat(helmTest(worker)).isNotZero();
    }

    private static int helmTest(BerthProcess process) throws IOException, InterruptedException {
        Node container = BerthChart.testPod(BerthChart.CONFIGURED).at("spec", "containers", 0);
        ProcessBuilder bash = new ProcessBuilder(
                        container.at("command").each().stream().map(Node::text).toList())
                .inheritIO();
        container
                .at("env")
                .each()
                .forEach(variable -> bash.environment()
                        .put(variable.at("name").text(), variable.at("value").text()));
        bash.environment().putAll(Map.of("HOST", "localhost", "PORT", String.valueOf(process.port())));
        return bash.start().waitFor();
    }

    @Test
    void bothAreWell() {
        assertThat(get(web.managementPort(), "/actuator/health", "*/*").body()).contains("UP");
        assertThat(get(worker.managementPort(), "/actuator/health", "*/*").body())
                .contains("UP");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/sign-in",
                "/oauth2/authorization/berth",
                "/login/oauth2/code/berth?code=c&state=s",
                "/staff/passes",
                "/assets/berth.css",
                "/error",
                "/nothing"
            })
    void aWorkerServesNoPageAndSaysSo(String path) {
        HttpResponse<String> answer = get(worker.port(), path, "text/html");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("berth.roles").contains("web");
        assertThat(answer.headers().firstValue("set-cookie")).isEmpty();
    }

    @Test
    void aWorkerTakesNoFormEither() throws Exception {
        HttpResponse<String> answer = HTTP.send(
                HttpRequest.newBuilder(URI.create(worker.address() + "/staff/passes"))
                        .POST(BodyPublishers.ofString("username=alice"))
                        .build(),
                BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(404);
    }

    @Test
    void aRoleThatDoesNotExistStopsTheStartWithThoseThatDo() {
        BerthProcess wrong =
                house.plan("wrong").with("berth.roles", "web,cleaner").launch();

        assertThat(wrong.ended()).isNotZero();
        assertThat(wrong.log())
                .contains("berth.roles")
                .contains("cleaner")
                .contains("WEB")
                .contains("WORKER");
        assertThat(List.of(wrong.log().split("\n"))).noneMatch(line -> line.startsWith("\tat "));
    }

    private static HttpResponse<String> get(int port, String path, String accept) {
        try {
            return HTTP.send(
                    HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                            .header("Accept", accept)
                            .build(),
                    BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void watchWhoWorks(JdbcClient jdbc) {
        jdbc.sql("create table worked (carrier text not null)").update();
        jdbc.sql("""
                create function who_works() returns trigger language plpgsql as $$
                begin
                    insert into worked values (new.picked_by);
                    return null;
                end $$""").update();
        jdbc.sql("""
                create trigger who_works after update on scheduled_tasks
                for each row when (new.picked and not old.picked) execute function who_works()""").update();
    }
}
