package dev.berth.scanning;

import static dev.berth.testing.ImageFixtures.anImage;
import static dev.berth.testing.ImageFixtures.anIndexOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.arrival.FakeStaging;
import dev.berth.arrival.ImageArrived;
import dev.berth.arrival.LookIntoStaging;
import dev.berth.arrival.StagedImageId;
import dev.berth.arrival.StagedImages;
import dev.berth.oci.Manifest;
import dev.berth.oci.MediaType;
import dev.berth.testing.FakeRemotes;
import dev.berth.testing.FlowTest;
import dev.berth.testing.MutableClock;
import dev.berth.testing.TestImage;
import dev.berth.testing.TestWorkspaces;
import dev.berth.workspace.Workspace;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

@FlowTest
@Import({FakeRemotes.class, TestWorkspaces.class})
class ScanningFlowTests {

    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final Instant COMPLETED = Instant.parse("2026-01-01T00:00:00Z");

    @Autowired
    FakeStaging staging;

    @Autowired
    FakeScanner scanner;

    @Autowired
    FakeRemotes.Heard heard;

    @Autowired
    LookIntoStaging look;

    @Autowired
    StagedImages images;

    @Autowired
    AskScanner ask;

    @Autowired
    Questions questions;

    @Autowired
    ScanReports reports;

    @Autowired
    FreshLook fresh;

    @Autowired
    TestWorkspaces workspaces;

    @Autowired
    MutableClock clock;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TransactionTemplate transaction;

    @Autowired
    ApplicationEventPublisher events;

    Workspace workspace;

    @BeforeEach
    void aWorkspaceOfItsOwn() {
        workspace = workspaces.anew();
    }

    static Stream<Arguments> everythingButAFinishedScan() {
        return Stream.of(
                Arguments.of(new ScanLook.Failed("of a fault"), ScanOutcome.NotScanned.class),
                Arguments.of(new ScanLook.Unsupported("no distribution"), ScanOutcome.CannotBeScanned.class),
                Arguments.of(new ScanLook.EligibilityExpired(), ScanOutcome.Lapsed.class),
                Arguments.of(new ScanLook.FindingsUnavailable(""), ScanOutcome.NotScanned.class),
                Arguments.of(new ScanLook.LimitExceeded("of the account"), ScanOutcome.NotScanned.class),
                Arguments.of(new ScanLook.Archived(), ScanOutcome.NotScanned.class),
                Arguments.of(new ScanLook.Gone(), ScanOutcome.NotScanned.class),
                Arguments.of(new ScanLook.Unheard("SOMETHING_NEW"), ScanOutcome.Unknown.class));
    }

    @ParameterizedTest
    @MethodSource("everythingButAFinishedScan")
    void invariant2_everyAnswerLeadsToAStatedOutcomeThatIsNotScanned(ScanLook said, Class<?> outcome) {
        TestImage image = another();
        StagedImageId id = arrived(image);
        scanner.says(image.digest(), said);
        askTwice(id);

        assertThat(outcomeOf(id)).isInstanceOf(outcome).isNotInstanceOf(ScanOutcome.Scanned.class);
        assertThat(reports.of(id).isFinished()).isTrue();
        assertThat(heard.count(new ScanFinished(id))).isOne();
    }

    static Stream<ScanLook> everythingThatIsNoOutcomeYet() {
        return Stream.of(
                new ScanLook.NotYet("IN_PROGRESS"),
                new ScanLook.NotYet("COMPLETE without a time of completion"),
                new ScanLook.NoScan());
    }

    @ParameterizedTest
    @MethodSource("everythingThatIsNoOutcomeYet")
    void invariant2_whatIsNotFinishedWaitsAndIsNotScannedInTheEnd(ScanLook said) {
        TestImage image = another();
        StagedImageId id = arrived(image);
        scanner.says(image.digest(), said);
        askTwice(id);
        assertThat(outcomeOf(id)).isInstanceOf(ScanOutcome.Waiting.class);
        assertThat(heard.count(new ScanFinished(id))).isZero();

        clock.advance(Duration.ofHours(2));
        ask.about(id);
        assertThat(outcomeOf(id)).isInstanceOf(ScanOutcome.NotScanned.class);
        assertThat(heard.count(new ScanFinished(id))).isOne();
    }

    @Test
    void invariant2_aScannerThatDoesNotAnswerClearsNothing() {
        TestImage image = another();
        StagedImageId id = arrived(image);
        scanner.isOutOfReachFor(image.digest());
        askTwice(id);
        assertThat(outcomeOf(id)).isEqualTo(new ScanOutcome.Waiting("the scanner does not answer"));

        clock.advance(Duration.ofHours(2));
        ask.about(id);
        assertThat(outcomeOf(id)).isInstanceOf(ScanOutcome.NotScanned.class);
    }

    @Test
    void invariant2_anImageThatNobodyCouldReadCannotBeScannedAndIsNeverAskedAbout() {
        Manifest broken = Manifest.of(MediaType.OCI_MANIFEST, ("[" + unique() + "]").getBytes(StandardCharsets.UTF_8));
        staging.push(workspace.staging(), broken.digest(), broken, "v1");
        look.at(workspace.id());
        StagedImageId id =
                images.find(workspace.id(), broken.digest()).orElseThrow().id();
        scanner.says(broken.digest(), clean());
        ask.about(id);

        assertThat(outcomeOf(id)).isInstanceOf(ScanOutcome.CannotBeScanned.class);
        assertThat(scanner.looks(broken.digest())).isZero();
        assertThat(heard.count(new ScanFinished(id))).isOne();
    }

    @Test
    void invariant2_aCleanScanIsBelievedWhenItIsSeenAgainSomeSecondsLater() {
        TestImage image = another();
        StagedImageId id = arrived(image);
        scanner.says(image.digest(), clean());
        ask.about(id);
        ask.about(id);
        clock.advance(Duration.ofSeconds(4));
        ask.about(id);
        assertThat(outcomeOf(id)).isInstanceOf(ScanOutcome.Waiting.class);

        clock.advance(Duration.ofSeconds(1));
        ask.about(id);
        assertThat(outcomeOf(id)).isEqualTo(new ScanOutcome.Scanned(COMPLETED, List.of()));
        assertThat(heard.count(new ScanFinished(id))).isOne();
    }

    @Test
    void invariant2_zeroFindingsThatFillInSecondsLaterAreNotBelieved() {
        TestImage image = another();
        StagedImageId id = arrived(image);
        scanner.says(image.digest(), clean());
        ask.about(id);
        scanner.says(image.digest(), with(finding("CVE-1", "CRITICAL")));
        clock.advance(Duration.ofSeconds(5));
        ask.about(id);
        assertThat(outcomeOf(id)).isInstanceOf(ScanOutcome.Waiting.class);

        clock.advance(Duration.ofSeconds(5));
        ask.about(id);
        assertThat(outcomeOf(id)).isEqualTo(new ScanOutcome.Scanned(COMPLETED, List.of(finding("CVE-1", "CRITICAL"))));
    }

    @Test
    void findingsAreKeptWorstFirstAndEachOnce() {
        TestImage image = another();
        StagedImageId id = arrived(image);
        scanner.says(
                image.digest(),
                with(
                        finding("CVE-3", "LOW"),
                        finding("CVE-1", "CRITICAL"),
                        finding("CVE-3", "LOW"),
                        finding("CVE-2", "UNTRIAGED"),
                        finding("CVE-0", "CATASTROPHIC")));
        askTwice(id);

        assertThat(((ScanOutcome.Scanned) outcomeOf(id)).findings())
                .extracting(Finding::vulnerability)
                .containsExactly("CVE-0", "CVE-1", "CVE-3", "CVE-2");
    }

    @Test
    void everyPlatformOfAnIndexIsAskedAboutAndTheIndexIsNot() {
        TestImage amd64 = another();
        TestImage arm64 = another();
        TestImage index = anIndexOf(amd64, arm64);
        StagedImageId id = arrived(index);
        scanner.says(amd64.digest(), clean());
        askTwice(id);
        assertThat(reports.of(id).isFinished()).isFalse();
        assertThat(heard.count(new ScanFinished(id))).isZero();

        int looks = scanner.looks(amd64.digest());
        scanner.says(arm64.digest(), with(finding("CVE-1", "CRITICAL")));
        askTwice(id);
        assertThat(reports.of(id).isFinished()).isTrue();
        assertThat(heard.count(new ScanFinished(id))).isOne();
        assertThat(scanner.looks(amd64.digest())).isEqualTo(looks);
        assertThat(scanner.looks(index.digest())).isZero();
    }

    @Test
    void theSecondQuestionIsDueWhenTheFirstAnswerHasSettledHoweverLongItTookToWriteThatDown() {
        TestImage image = another();
        StagedImageId id = arrived(image);
        scanner.says(image.digest(), clean());
        Instant asked = clock.instant();
        ask.about(id);
        clock.advance(Duration.ofMillis(900));

        assertThat(questions.next(id)).contains(asked.plus(Duration.ofSeconds(5)));
    }

    @Test
    void oneOutcomeTakesTwoCallsToTheScannerForEachPlatformAndNoneMoreOnceItIsClear() {
        TestImage image = another();
        StagedImageId id = arrived(image);
        scanner.says(image.digest(), clean());
        askTwice(id);
        ask.about(id);

        assertThat(scanner.looks(image.digest())).isEqualTo(2);
    }

    /** ECR's enhanced scanning is said to scan what has a tag only. */
    @Test
    void whereAManifestWithinAnIndexIsNeverScannedTheReasonSaysHowToBuildWithoutAnIndex() {
        TestImage amd64 = another();
        StagedImageId within = arrived(anIndexOf(amd64));
        StagedImageId itself = arrived(another());
        ask.about(within);
        ask.about(itself);
        clock.advance(Duration.ofHours(2));
        ask.about(within);
        ask.about(itself);

        assertThat(outcomeOf(within))
                .isEqualTo(new ScanOutcome.NotScanned(
                        "There was no scan result in 2 hours. The scanner's last word: no scan yet of this manifest, which "
                                + "stands within an index. The scanner may scan only what has a tag itself: build for one "
                                + "platform with --provenance=false, which makes no index, and push that."));
        assertThat(outcomeOf(itself))
                .isInstanceOfSatisfying(
                        ScanOutcome.NotScanned.class,
                        not -> assertThat(not.reason()).doesNotContain("--provenance"));
    }

    /** Each name has the same hash, as its pusher chose. */
    @Test
    void namesOfPackagesThatCollideAreNoHarm() {
        List<Finding> colliding = IntStream.range(0, 1 << 14)
                .mapToObj(number -> new Finding(
                        "CVE-1",
                        Severity.of("LOW"),
                        IntStream.range(0, 14)
                                .mapToObj(bit -> (number >> bit & 1) == 0 ? "Aa" : "BB")
                                .collect(Collectors.joining()),
                        "1.0",
                        null,
                        null,
                        null,
                        null))
                .toList();
        List<Finding> twice = new ArrayList<>(colliding);
        twice.addAll(colliding);
        ScanOutcome outcome = Answers.outcomeOf(with(twice.toArray(Finding[]::new)));

        assertThat(((ScanOutcome.Scanned) outcome).findings()).hasSize(1 << 14);
        assertThat(FindingsFingerprint.of(outcome))
                .isEqualTo(FindingsFingerprint.of(Answers.outcomeOf(with(colliding.toArray(Finding[]::new)))));
    }

    @Test
    void aResultThatComesLateIsToldToo() {
        TestImage image = another();
        StagedImageId id = arrived(image);
        ask.about(id);
        clock.advance(Duration.ofHours(2));
        ask.about(id);
        assertThat(outcomeOf(id)).isInstanceOf(ScanOutcome.NotScanned.class);
        assertThat(questions.next(id).orElseThrow())
                .isBetween(
                        clock.instant().plus(Duration.ofMinutes(15)),
                        clock.instant().plus(Duration.ofMinutes(17)));

        scanner.says(image.digest(), clean());
        askTwice(id);
        assertThat(outcomeOf(id)).isInstanceOf(ScanOutcome.Scanned.class);
        assertThat(heard.count(new ScanFinished(id))).isEqualTo(2);
        assertThat(questions.next(id)).isEmpty();
    }

    @Test
    void questionsGrowFromFiveSecondsToAMinuteApart() {
        StagedImageId id = arrived(another());
        ask.about(id);
        assertThat(questions.next(id)).contains(clock.instant().plus(Duration.ofSeconds(5)));
        for (int i = 0; i < 10; i++) {
            ask.about(id);
        }
        assertThat(questions.next(id)).contains(clock.instant().plus(Duration.ofSeconds(60)));
        assertThat(questions.anyIn(workspace.id())).isTrue();
    }

    @Test
    void invariant5_theSameArrivalTwiceIsAskedAboutOnce() {
        TestImage image = another();
        StagedImageId id = arrived(image);
        transaction.executeWithoutResult(status -> events.publishEvent(new ImageArrived(id)));
        scanner.says(image.digest(), clean());
        askTwice(id);

        assertThat(reports.of(id).platforms()).hasSize(1);
        assertThat(tasks(ScanImages.ASK.getTaskName(), id)).isOne();
        assertThat(heard.count(new ScanFinished(id))).isOne();
    }

    @Test
    void invariant5_twoReplicasThatAskAtOnceStateAndTellOnce() {
        TestImage image = another();
        StagedImageId id = arrived(image);
        scanner.says(image.digest(), with(finding("CVE-1", "HIGH")));
        ask.about(id);
        clock.advance(Duration.ofSeconds(5));
        try (ExecutorService together = Executors.newFixedThreadPool(2)) {
            CompletableFuture.allOf(IntStream.range(0, 2)
                            .mapToObj(i -> CompletableFuture.runAsync(() -> ask.about(id), together))
                            .toArray(CompletableFuture[]::new))
                    .join();
        }

        assertThat(heard.count(new ScanFinished(id))).isOne();
        assertThat(audited(id)).containsExactly("scan.stated", "scan.finished");
        assertThat(((ScanOutcome.Scanned) outcomeOf(id)).findings()).hasSize(1);
    }

    @Test
    void invariant8_aFreshLookThatSeesTheSameHasTheSameFingerprint() {
        TestImage image = another();
        StagedImageId id = arrived(image);
        scanner.says(image.digest(), with(finding("CVE-1", "HIGH")));
        askTwice(id);

        assertThat(fresh.fingerprint(id)).isEqualTo(reports.of(id).fingerprint());
        assertThat(questions.anyIn(workspace.id())).isFalse();
    }

    @Test
    void invariant8_aFreshLookThatSeesAnythingElseLeadsToANewReport() {
        TestImage image = another();
        StagedImageId id = arrived(image);
        scanner.says(image.digest(), clean());
        askTwice(id);
        FindingsFingerprint decidedOn = reports.of(id).fingerprint();

        scanner.says(image.digest(), with(finding("CVE-1", "CRITICAL")));
        assertThat(fresh.fingerprint(id)).isNotEqualTo(decidedOn);
        askTwice(id);

        assertThat(reports.of(id).fingerprint()).isNotEqualTo(decidedOn);
        assertThat(heard.count(new ScanFinished(id))).isEqualTo(2);
    }

    @Test
    void invariant8_whereTheScannerChangesItsMindBackTheReportIsToldAgain() {
        TestImage image = another();
        StagedImageId id = arrived(image);
        scanner.says(image.digest(), clean());
        askTwice(id);
        scanner.says(image.digest(), new ScanLook.NotYet("IN_PROGRESS"));
        assertThat(fresh.fingerprint(id)).isNotEqualTo(reports.of(id).fingerprint());

        scanner.says(image.digest(), clean());
        askTwice(id);

        assertThat(heard.count(new ScanFinished(id))).isEqualTo(2);
    }

    @Test
    void thatThereIsStillNoResultIsNoNewsOfAnImageThatWasNotScanned() {
        StagedImageId id = arrived(another());
        clock.advance(Duration.ofHours(2));
        ask.about(id);

        assertThat(fresh.fingerprint(id)).isEqualTo(reports.of(id).fingerprint());
    }

    @Test
    void anImageTaggedAgainLongAfterItsScanIsAskedAboutAgain() {
        TestImage image = another();
        StagedImageId id = arrived(image);
        assertThat(tasks(ScanImages.ASK_AGAIN.getTaskName(), id)).isZero();
        scanner.says(image.digest(), clean());
        askTwice(id);
        staging.push(workspace.staging(), image, "v2");
        look.at(workspace.id());

        assertThat(tasks(ScanImages.ASK_AGAIN.getTaskName(), id)).isOne();
    }

    @Test
    void whatWasStatedBeforeIsKeptWithItsTimeAndItsCounts() {
        TestImage image = another();
        StagedImageId id = arrived(image);
        scanner.says(image.digest(), with(finding("CVE-2", "CRITICAL"), finding("CVE-1", "LOW")));
        askTwice(id);
        PlatformScan first = reports.of(id).platforms().getFirst();
        assertThat(reports.earlier(id, 50)).isEmpty();

        scanner.says(image.digest(), clean());
        fresh.fingerprint(id);
        askTwice(id);

        assertThat(outcomeOf(id)).isEqualTo(new ScanOutcome.Scanned(COMPLETED, List.of()));
        assertThat(reports.earlier(id, 50)).singleElement().satisfies(earlier -> {
            assertThat(earlier.scan().statedAt()).isEqualTo(first.statedAt());
            assertThat(earlier.scan().outcome()).isEqualTo(new ScanOutcome.Scanned(COMPLETED, List.of()));
            assertThat(earlier.counts()).isEqualTo(Map.of(Severity.CRITICAL, 1, Severity.of("LOW"), 1));
        });
    }

    @Test
    void theSameOutcomeOnceMoreStandsSinceItWasFirstStated() {
        TestImage image = another();
        StagedImageId id = arrived(image);
        scanner.says(image.digest(), with(finding("CVE-1", "CRITICAL")));
        askTwice(id);
        PlatformScan first = reports.of(id).platforms().getFirst();

        clock.advance(Duration.ofDays(1));
        transaction.executeWithoutResult(status -> fresh.askAnew(id));
        askTwice(id);

        assertThat(reports.of(id).platforms().getFirst()).isEqualTo(first);
        assertThat(reports.earlier(id, 50)).isEmpty();
    }

    private StagedImageId arrived(TestImage image) {
        staging.push(workspace.staging(), image, "v1");
        look.at(workspace.id());
        return images.find(workspace.id(), image.digest()).orElseThrow().id();
    }

    private void askTwice(StagedImageId id) {
        ask.about(id);
        clock.advance(Duration.ofSeconds(5));
        ask.about(id);
    }

    private ScanOutcome outcomeOf(StagedImageId id) {
        return reports.of(id).platforms().getFirst().outcome();
    }

    private long tasks(String name, StagedImageId id) {
        return jdbc.sql(
                        "select count(*) from scheduled_tasks where task_name = :name and task_instance like '%:' || :id")
                .param("name", name)
                .param("id", id.toString())
                .query((row, number) -> row.getLong(1))
                .single();
    }

    private List<String> audited(StagedImageId image) {
        return jdbc.sql("""
                        select action from audit_entry where subject = :subject and actor = 'berth:scanning'
                        order by number""")
                .param("subject", "image/" + image)
                .query((row, number) -> row.getString("action"))
                .list();
    }

    private static ScanLook clean() {
        return with();
    }

    private static ScanLook with(Finding... findings) {
        return new ScanLook.Complete(COMPLETED, List.of(findings));
    }

    private static Finding finding(String vulnerability, String severity) {
        return new Finding(vulnerability, Severity.of(severity), "openssl", "3.0", null, "words", null, 7.5);
    }

    private static TestImage another() {
        return anImage().withDebian("12", unique()).build();
    }

    private static String unique() {
        return "scanned" + NUMBER.incrementAndGet() + "=1.0";
    }
}
