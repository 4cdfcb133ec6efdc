package dev.berth.journey;

import static dev.berth.testing.ImageFixtures.aDebianImage;
import static dev.berth.testing.ImageFixtures.withSbom;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.oci.Digest;
import dev.berth.oci.RepositoryName;
import dev.berth.oci.Tag;
import dev.berth.testing.BerthProcess;
import dev.berth.testing.Portal;
import dev.berth.testing.PortalsBesideSandbox;
import dev.berth.testing.PushKeys;
import dev.berth.testing.Tap;
import dev.berth.testing.TestImage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Invariant 5, with processes that are really killed: whatever the moment between verdict and approval, there is one
 * approved image with the right digest, one audit line a step, and nothing stuck.
 */
@Order(1)
@Execution(ExecutionMode.CONCURRENT)
class KilledTests {

    private static final RepositoryName STAGING = RepositoryName.of("nextflow-staging/alice");
    private static final RepositoryName APPROVED = RepositoryName.of("nextflow-approved/alice");
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private static Path folder;

    private static PortalsBesideSandbox house;
    private static Map<String, BerthProcess> portals;
    private static PushKeys keys;

    @BeforeAll
    static void start() {
        house = PortalsBesideSandbox.in(folder);
        portals = new ConcurrentHashMap<>();
        running("one");
        keys = Portal.at(portal("one").port()).keysFor("alice");
    }

    @AfterAll
    static void stop() {
        running();
        house.close();
    }

    /** Exactly these portals, whatever an earlier test left. */
    private static void running(String... names) {
        Set<String> wanted = Set.of(names);
        portals.forEach((name, portal) -> {
            if (!wanted.contains(name)) {
                portal.close();
            }
        });
        portals.values().removeIf(portal -> !portal.isAlive());
        wanted.forEach(
                name -> portals.computeIfAbsent(name, it -> house.plan(it).start()));
    }

    private static BerthProcess portal(String name) {
        return Objects.requireNonNull(portals.get(name), name);
    }

    static Stream<Arguments> moments() {
        return Stream.of(
                Arguments.of(
                        "1 before-it-looks-at-the-staged-tag",
                        Tap.Moment.BEFORE,
                        "(HEAD|GET) /v2/nextflow-staging/alice/manifests/TAG"),
                Arguments.of(
                        "2 before-it-reads-the-staged-image",
                        Tap.Moment.BEFORE,
                        "GET /v2/nextflow-staging/alice/manifests/sha256:"),
                Arguments.of(
                        "3 before-the-first-mount",
                        Tap.Moment.BEFORE,
                        "POST /v2/nextflow-approved/alice/blobs/uploads"),
                Arguments.of(
                        "4 after-the-first-mount", Tap.Moment.AFTER, "POST /v2/nextflow-approved/alice/blobs/uploads"),
                Arguments.of(
                        "5 before-the-manifest",
                        Tap.Moment.BEFORE,
                        "PUT /v2/nextflow-approved/alice/manifests/sha256:"),
                Arguments.of(
                        "6 after-the-manifest", Tap.Moment.AFTER, "PUT /v2/nextflow-approved/alice/manifests/sha256:"),
                Arguments.of(
                        "7 while-it-reads-the-copy-again",
                        Tap.Moment.AFTER,
                        "GET /v2/nextflow-approved/alice/manifests/sha256:"),
                Arguments.of(
                        "8 before-it-looks-at-the-approved-tag",
                        Tap.Moment.BEFORE,
                        "(HEAD|GET) /v2/nextflow-approved/alice/manifests/TAG"),
                Arguments.of("9 before-the-tag", Tap.Moment.BEFORE, "PUT /v2/nextflow-approved/alice/manifests/TAG"),
                Arguments.of("10 after-the-tag", Tap.Moment.AFTER, "PUT /v2/nextflow-approved/alice/manifests/TAG"));
    }

    @ParameterizedTest(name = "{0}")
    @Execution(ExecutionMode.SAME_THREAD)
    @MethodSource("moments")
    void aPortalThatIsKilledAndStartedAgainFinishesOnce(String name, Tap.Moment moment, String request)
            throws InterruptedException {
        Tag tag = Tag.of("alone-" + name.substring(name.indexOf(' ') + 1));
        running("one");
        CountDownLatch killed = new CountDownLatch(1);
        house.tap().at(moment, request.replace("TAG", tag.value()), () -> {
            portal("one").kill();
            killed.countDown();
        });

        TestImage image = push(tag);
        assertThat(killed.await(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as("the request came at which the portal is killed")
                .isTrue();
        running("one");

        assertPromotedOnce(image.digest(), tag);
    }

    @ParameterizedTest(name = "{0}")
    @Execution(ExecutionMode.SAME_THREAD)
    @MethodSource("momentsForTwo")
    void ofTwoPortalsTheOtherFinishesWhatTheKilledOneBegan(
            String name, Tap.Moment moment, String request, boolean declineMounts) throws InterruptedException {
        Tag tag = Tag.of("of-two-" + name);
        running("one", "two");
        house.declineMounts(declineMounts);
        AtomicReference<String> victim = new AtomicReference<>("");
        CountDownLatch killed = new CountDownLatch(1);
        house.tap().at(moment, request.replace("TAG", tag.value()), () -> {
            victim.set(house.carrierOf("promotion"));
            portal(victim.get()).kill();
            killed.countDown();
        });

        TestImage image = push(tag);
        assertThat(killed.await(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as("the request came at which the portal is killed")
                .isTrue();

        assertPromotedOnce(image.digest(), tag);
        house.declineMounts(false);
    }

    static Stream<Arguments> momentsForTwo() {
        String mount = "POST /v2/nextflow-approved/alice/blobs/uploads";
        String stream = "PUT /v2/nextflow-approved/alice/blobs/uploads";
        String tag = "PUT /v2/nextflow-approved/alice/manifests/TAG";
        return Stream.of(
                Arguments.of("after-the-mount", Tap.Moment.AFTER, mount, false),
                Arguments.of("after-the-mount-was-declined", Tap.Moment.AFTER, mount, true),
                Arguments.of("while-a-layer-streams", Tap.Moment.BEFORE, stream, true),
                Arguments.of("after-the-tag", Tap.Moment.AFTER, tag, false));
    }

    /** A new image each time, so that nothing of it is in the approved repository yet. */
    private static TestImage push(Tag tag) {
        TestImage image = withSbom(aDebianImage("bash=5.2.15-2+b7", tag.value() + "=1"));
        keys.pusher(house.sandbox()).push(STAGING, tag, image);
        return image;
    }

    private static void assertPromotedOnce(Digest digest, Tag tag) {
        Awaitility.await("the promotion of " + tag)
                .atMost(PATIENCE)
                .until(() -> states(digest), states -> states.equals(List.of("promoted")));

        assertThat(house.digest(APPROVED, tag)).hasValue(digest);
        assertThat(house.jdbc()
                        .sql("select digest from approved_image where tag = :tag")
                        .param("tag", tag.value())
                        .query((row, number) -> row.getString(1))
                        .list())
                .containsExactly(digest.value());
        assertThat(audited(digest))
                .containsEntry("image.arrived", 1L)
                .containsEntry("image.tagged", 1L)
                .containsEntry("scan.finished", 1L)
                .containsEntry("promotion.queued", 1L)
                .containsEntry("promotion.started", 1L)
                .containsEntry("promotion.verified", 1L)
                .containsEntry("promotion.promoted", 1L)
                .doesNotContainKeys("promotion.failed", "promotion.lapsed", "promotion.superseded");
        Awaitility.await("no task left over")
                .atMost(PATIENCE)
                .until(() -> house.jdbc()
                        .sql("select task_instance from scheduled_tasks where task_name = 'promotion'")
                        .query((row, number) -> row.getString(1))
                        .list()
                        .isEmpty());
    }

    private static List<String> states(Digest digest) {
        return house.jdbc()
                .sql("select state from promotion where digest = :digest")
                .param("digest", digest.value())
                .query((row, number) -> row.getString(1))
                .list();
    }

    private static Map<String, Long> audited(Digest digest) {
        return house.jdbc().sql("""
                        select action from audit_entry
                        where subject = (select 'image/' || id from staged_image where digest = :digest)""").param("digest", digest.value()).query((row, number) -> row.getString(1)).stream()
                .collect(Collectors.groupingBy(action -> action, Collectors.counting()));
    }
}
