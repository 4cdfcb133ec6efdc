package dev.berth.journey;

import static dev.berth.testing.ImageFixtures.aDebianImage;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.oci.RepositoryName;
import dev.berth.oci.Tag;
import dev.berth.testing.BerthProcess;
import dev.berth.testing.Portal;
import dev.berth.testing.PortalsBesideSandbox;
import dev.berth.testing.PushKeys;
import dev.berth.testing.TestImage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** One process for the pages and one for the work, each without the other's role. */
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
    void aWorkerServesNoPageAndSaysSo(String path) throws Exception {
        HttpResponse<String> answer = get(worker, path, "text/html");

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

    private static HttpResponse<String> get(BerthProcess process, String path, String accept)
            throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(process.address() + path))
                        .header("Accept", accept)
                        .build(),
                BodyHandlers.ofString());
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
