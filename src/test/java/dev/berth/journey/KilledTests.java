package dev.berth.journey;

import static dev.berth.testing.ImageFixtures.withSbom;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.oci.Digest;
import dev.berth.oci.RepositoryName;
import dev.berth.oci.Tag;
import dev.berth.testing.BerthProcess;
import dev.berth.testing.ImageFixtures;
import dev.berth.testing.Layer;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
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
    private static final String STAGED = "/v2/nextflow-staging/alice/manifests/";
    private static final String COPIED = "/v2/nextflow-approved/alice/manifests/";
    private static final String UPLOADS = "/v2/nextflow-approved/alice/blobs/uploads";
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

    @AfterEach
    void mountsAgain() {
        house.declineMounts(false);
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

    /**
     * When a portal is killed.
     *
     * @param request a pattern that the request's head has in it, where TAG is the image's
     */
    record Moment(String name, Tap.Moment when, String request) {

        void arm(Tag tag, Runnable kill) {
            house.tap().at(when, request.replace("TAG", tag.value()), kill);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Moment> moments() {
        return Stream.of(
                new Moment("before-it-looks-at-the-staged-tag", Tap.Moment.BEFORE, "(HEAD|GET) " + STAGED + "TAG"),
                new Moment("before-it-reads-the-staged-image", Tap.Moment.BEFORE, "GET " + STAGED + "sha256:"),
                new Moment("before-the-first-mount", Tap.Moment.BEFORE, "POST " + UPLOADS),
                new Moment("after-the-first-mount", Tap.Moment.AFTER, "POST " + UPLOADS),
                new Moment("before-the-manifest", Tap.Moment.BEFORE, "PUT " + COPIED + "sha256:"),
                new Moment("after-the-manifest", Tap.Moment.AFTER, "PUT " + COPIED + "sha256:"),
                new Moment("while-it-reads-the-copy-again", Tap.Moment.AFTER, "GET " + COPIED + "sha256:"),
                new Moment("before-the-tag", Tap.Moment.BEFORE, "PUT " + COPIED + "TAG"),
                new Moment("after-the-tag", Tap.Moment.AFTER, "PUT " + COPIED + "TAG"));
    }

    /** Where the registry takes no layer from another repository. */
    static Stream<Moment> momentsOfAStream() {
        return Stream.of(
                new Moment("after-the-mount-was-declined", Tap.Moment.AFTER, "POST " + UPLOADS),
                new Moment(
                        "while-a-layer-streams", Tap.Moment.DURING, "PUT " + UPLOADS + ".*content-length: [0-9]{8}"));
    }

    @ParameterizedTest(name = "{0}")
    @Execution(ExecutionMode.SAME_THREAD)
    @MethodSource("moments")
    void invariant5_aPortalThatIsKilledAndStartedAgainFinishesOnce(Moment moment) throws InterruptedException {
        Tag tag = Tag.of("alone-" + moment);
        running("one");
        CountDownLatch killed = new CountDownLatch(1);
        moment.arm(tag, () -> {
            portal("one").kill();
            killed.countDown();
        });

        TestImage image = push(tag);
        assertThat(killed.await(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as("the request came at which the portal is killed")
                .isTrue();
        running("one");

        assertPromotedOnce(image, tag);
    }

    @ParameterizedTest(name = "{0}")
    @Execution(ExecutionMode.SAME_THREAD)
    @MethodSource("moments")
    void invariant5_ofTwoPortalsTheOtherFinishesWhatTheKilledOneBegan(Moment moment) throws InterruptedException {
        killOneOfTwo(moment, Tag.of("of-two-" + moment));
    }

    @ParameterizedTest(name = "{0}")
    @Execution(ExecutionMode.SAME_THREAD)
    @MethodSource("momentsOfAStream")
    void invariant5_theSameWhereEveryLayerHasToBeSent(Moment moment) throws InterruptedException {
        house.declineMounts(true);
        killOneOfTwo(moment, Tag.of("sent-" + moment));
    }

    private static void killOneOfTwo(Moment moment, Tag tag) throws InterruptedException {
        running("one", "two");
        AtomicReference<String> victim = new AtomicReference<>("");
        CountDownLatch killed = new CountDownLatch(1);
        moment.arm(tag, () -> {
            victim.set(house.carrierOf("promotion"));
            portal(victim.get()).kill();
            killed.countDown();
        });

        TestImage image = push(tag);
        assertThat(killed.await(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as("the request came at which the portal is killed")
                .isTrue();

        assertPromotedOnce(image, tag);
    }

    /** A new image each time, so that nothing of it is in the approved repository yet. */
    private static TestImage push(Tag tag) {
        TestImage image = withSbom(ImageFixtures.anImage()
                .withLayer(Layer.ofSize(2L * Tap.SOME_BYTES, tag.value().hashCode()))
                .withDebian("12", "bash=5.2.15-2+b7", tag.value() + "=1")
                .build());
        keys.pusher(house.sandbox()).push(STAGING, tag, image);
        return image;
    }

    private static void assertPromotedOnce(TestImage image, Tag tag) {
        Digest digest = image.digest();
        Awaitility.await("the promotion of " + tag)
                .atMost(PATIENCE)
                .until(() -> states(digest), states -> states.equals(List.of("promoted")));

        assertThat(house.digest(APPROVED, tag)).hasValue(digest);
        Digest sbom = image.referrers().getFirst().digest();
        assertThat(house.digest(APPROVED, sbom)).hasValue(sbom);
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
