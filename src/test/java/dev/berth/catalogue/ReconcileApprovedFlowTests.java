package dev.berth.catalogue;

import static dev.berth.promotion.Rooms.finding;
import static dev.berth.promotion.Rooms.person;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.testhelper.ManualScheduler;
import com.github.kagkarlsson.scheduler.testhelper.SettableClock;
import com.github.kagkarlsson.scheduler.testhelper.TestHelper;
import dev.berth.audit.Actor;
import dev.berth.catalogue.CopyState.Available;
import dev.berth.catalogue.CopyState.Gone;
import dev.berth.catalogue.CopyState.Moved;
import dev.berth.catalogue.CopyState.Replaced;
import dev.berth.credentials.PushSessionId;
import dev.berth.credentials.PushSessionOpened;
import dev.berth.guide.TagHolder;
import dev.berth.guide.TagHolders;
import dev.berth.identity.Person;
import dev.berth.identity.Role;
import dev.berth.oci.Digest;
import dev.berth.oci.Tag;
import dev.berth.promotion.Asked;
import dev.berth.promotion.FakeRegistry;
import dev.berth.promotion.MovedTags;
import dev.berth.promotion.Promotion;
import dev.berth.promotion.PromotionState;
import dev.berth.promotion.Promotions;
import dev.berth.promotion.QueuePromotions;
import dev.berth.promotion.Rooms;
import dev.berth.promotion.Rooms.Image;
import dev.berth.promotion.UpperRoomsTest;
import dev.berth.testing.MutableClock;
import dev.berth.web.PageAt;
import dev.berth.workspace.Workspace;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionTemplate;

/** What stands in the approved repository is what the catalogue says, or the catalogue says so. */
@UpperRoomsTest
class ReconcileApprovedFlowTests {

    private static final Tag V1 = Tag.of("v1");
    private static final Digest FOREIGN = Digest.ofContent(new byte[] {7});

    @Autowired
    private Rooms rooms;

    @Autowired
    private FakeRegistry registry;

    @Autowired
    private ReconcileApproved reconcile;

    @Autowired
    private WatchApproved watch;

    @Autowired
    private ApprovedImages catalogue;

    @Autowired
    private PromoteAgain promoteAgain;

    @Autowired
    private QueuePromotions queue;

    @Autowired
    private Promotions promotions;

    @Autowired
    private MovedTags moved;

    @Autowired
    private TagHolders holders;

    @Autowired
    @Qualifier("reconcileApprovedTask")
    private Task<Void> task;

    @Autowired
    @Qualifier("watchApprovedTask")
    private RecurringTask<Void> round;

    @Autowired
    private DataSource dataSource;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private TransactionTemplate transaction;

    @Autowired
    private ApplicationEventPublisher events;

    @Autowired
    private MutableClock clock;

    @BeforeEach
    void undisturbed() {
        registry.reset();
    }

    @Test
    void whatIsThereStaysAvailableAndLeavesNoEntry() {
        Image image = approved("v1");

        reconcile(image);

        assertThat(entry(image).state()).isEqualTo(new Available());
        assertThat(rooms.audited(image, "approved")).isEmpty();
    }

    @Test
    void aTagThatIsGoneIsNotCalledAvailableAndTheFirstToSeeItSaysSinceWhen() {
        Image image = approved("v1");
        Instant seen = clock.instant();
        expire(image, "v1");

        reconcile(image);
        clock.advance(Duration.ofHours(1));
        reconcile(image);

        assertThat(entry(image).isAvailable()).isFalse();
        assertThat(entry(image).state()).isEqualTo(new Gone(seen));
        assertThat(rooms.audited(image, "approved")).containsExactly("approved.gone");
        assertThat(openPromotions(image)).isEmpty();
    }

    @Test
    void ofTwoTagsOfOneDigestTheOneThatIsThereStays() {
        Image image = approved("v1", "stable");
        expire(image, "v1");

        reconcile(image);

        assertThat(catalogue
                        .current(image.workspace().id(), new PageAt.Start(), 10)
                        .rows())
                .allSatisfy(entry ->
                        assertThat(entry.isAvailable()).isEqualTo(!entry.tag().equals(V1)))
                .hasSize(2);
    }

    @Test
    void withTheRepositoryEverythingIsGone() {
        Image image = approved("v1", "v2");
        Image other = approved(image.workspace(), "v3");
        registry.tags
                .keySet()
                .removeIf(name -> name.startsWith(image.workspace().approved() + ":"));

        reconcile(image);

        assertThat(catalogue
                        .current(image.workspace().id(), new PageAt.Start(), 10)
                        .rows())
                .hasSize(3)
                .noneMatch(ApprovedImage::isAvailable);
        assertThat(rooms.audited(other, "approved")).containsExactly("approved.gone");
    }

    @Test
    void invariant1_aTagThatSomebodyMovedIsNotCalledApprovedAndAdminsAreTold() {
        Image image = approved("v1");
        move(image, "v1", FOREIGN);

        reconcile(image);

        assertThat(entry(image).isAvailable()).isFalse();
        assertThat(entry(image).state()).isInstanceOf(Moved.class);
        assertThat(moved.longest(1000))
                .filteredOn(it -> it.image().equals(image.id()))
                .singleElement()
                .satisfies(it -> assertThat(it.found()).isEqualTo(FOREIGN))
                .satisfies(it -> assertThat(it.expected()).isEqualTo(image.digest()));
        assertThat(rooms.audited(image, "approved")).containsExactly("approved.moved");
    }

    @Test
    void whatComesBackIsAvailableAgain() {
        Image image = approved("v1");
        move(image, "v1", FOREIGN);
        reconcile(image);
        expire(image, "v1");
        reconcile(image);
        move(image, "v1", image.digest());

        reconcile(image);

        assertThat(entry(image).isAvailable()).isTrue();
        assertThat(rooms.audited(image, "approved"))
                .containsExactly("approved.moved", "approved.gone", "approved.found");
    }

    @Test
    void invariant2_aRegistryThatDoesNotAnswerChangesNothing() {
        Image image = approved("v1");
        expire(image, "v1");
        registry.interfere(moment -> {
            throw new ApprovedUnavailable("It is away.", new IllegalStateException());
        });

        assertThatThrownBy(() -> reconcile(image)).isInstanceOf(ApprovedUnavailable.class);

        assertThat(entry(image).isAvailable()).isTrue();
    }

    @Test
    void invariant5_aListingFromBeforeAPromotionEndedDoesNotTakeItBack() {
        Image image = approved("v1");
        expire(image, "v1");
        reconcile(image);
        queue.again(Actor.system("test"), image.id(), V1);
        // The listing is taken; before it is compared, the promotion ends.
        duringListing(() -> rooms.promote(image));

        reconcile(image);

        assertThat(entry(image).isAvailable()).isTrue();
        assertThat(rooms.audited(image, "approved")).containsExactly("approved.gone");
    }

    @Test
    void aTagThatBerthItselfIsMovingIsNoIncident() {
        Image older = approved("v1");
        Image newer = rooms.anImage(older.workspace(), "v1");
        rooms.scanned(newer);
        // Killed after the tag was set and before that was recorded.
        registry.interfere(moment -> {
            if (moment.equals("after tagging")) {
                throw new IllegalStateException("killed");
            }
        });
        assertThatThrownBy(() -> rooms.promote(newer)).hasMessage("killed");
        registry.reset();

        reconcile(older);

        assertThat(entry(older).isAvailable()).isTrue();
        rooms.promote(newer);
        reconcile(older);
        assertThat(entry(newer).isAvailable()).isTrue();
        assertThat(states(older)).allMatch(state -> state instanceof Replaced);
        assertThat(rooms.audited(older, "approved")).isEmpty();
    }

    @Test
    void theResearcherAsksAgainAndTheScannerIsAskedBeforeItIsPromoted() {
        Image image = approved("v1");
        expire(image, "v1");
        reconcile(image);

        assertThat(promoteAgain.ask(owner(image), image.id(), "v1")).isTrue();
        assertThat(promoteAgain.ask(owner(image), image.id(), "v1")).isTrue();
        assertThat(openPromotions(image)).hasSize(1);
        rooms.promote(image);

        assertThat(registry.tagged(image.workspace().approved(), V1)).contains(image.digest());
        assertThat(entry(image).isAvailable()).isTrue();
        assertThat(states(image)).hasSize(2).hasAtLeastOneElementOfType(Gone.class);
        assertThat(rooms.audited(image, "promotion"))
                .contains("promotion.asked-again", "promotion.promoted")
                .hasSize(9);
    }

    @Test
    void invariant8_whatTheScannerSaysAnotherWayNowIsNotPromotedAgainUntilAnAdminClearsIt() {
        Image image = approved("v1");
        expire(image, "v1");
        reconcile(image);
        rooms.scannerSays(image, finding("CVE-2024-3094", "CRITICAL"));

        promoteAgain.ask(owner(image), image.id(), "v1");
        rooms.promote(image);

        assertThat(registry.tagged(image.workspace().approved(), V1)).isEmpty();
        assertThat(entry(image).isAvailable()).isFalse();

        rooms.scanned(image);
        assertThat(openPromotions(image))
                .as("what was asked for is not forgotten")
                .isNotEmpty();
        rooms.promote(image);
        assertThat(entry(image).isAvailable()).isTrue();
    }

    @Test
    void whatIsNotMissingOrNotOnesOwnIsNotPromotedAgain() {
        Image image = approved("v1");

        assertThat(promoteAgain.ask(owner(image), image.id(), "v1")).isTrue();
        assertThat(promoteAgain.ask(owner(image), image.id(), "nothing")).isTrue();
        assertThat(openPromotions(image)).isEmpty();

        expire(image, "v1");
        reconcile(image);
        assertThat(promoteAgain.ask(person("mallory", Role.RESEARCHER), image.id(), "v1"))
                .isFalse();
        assertThat(promoteAgain.ask(person("carol", Role.STAFF), image.id(), "v1"))
                .isFalse();
        assertThat(openPromotions(image)).isEmpty();
        assertThat(promoteAgain.ask(person("dave", Role.ADMIN), image.id(), "v1"))
                .isTrue();
        assertThat(openPromotions(image)).hasSize(1);
    }

    @Test
    void whatStagingDoesNotHoldHasToBePushed() {
        Image image = approved("v1");
        expire(image, "v1");
        rooms.untag(image, "v1");
        reconcile(image);

        assertThat(queue.again(Actor.system("test"), image.id(), V1)).isEqualTo(Asked.NOT_IN_STAGING);
        rooms.tag(image, "v1");
        rooms.promote(image);

        assertThat(entry(image).isAvailable()).isTrue();
    }

    @Test
    void whileAPushSessionIsLiveWhatIsGoneIsPromotedAgainByItself() {
        Image image = approved("v1", "v2");
        expire(image, "v1");
        reconcile(image);
        assertThat(openPromotions(image)).as("nobody asked").isEmpty();
        openSession(image.workspace());

        reconcile(image);
        reconcile(image);
        assertThat(openPromotions(image)).hasSize(1);
        rooms.promote(image);

        assertThat(entry(image).isAvailable()).isTrue();
    }

    @Test
    void aTagThatSomebodyMovedIsPromotedAgainByTheButtonAndByNoSession() {
        Image image = approved("v1");
        move(image, "v1", FOREIGN);
        openSession(image.workspace());

        reconcile(image);
        reconcile(image);
        assertThat(openPromotions(image)).isEmpty();

        promoteAgain.ask(owner(image), image.id(), "v1");
        rooms.promote(image);
        assertThat(registry.tagged(image.workspace().approved(), V1)).contains(image.digest());
        assertThat(entry(image).isAvailable()).isTrue();
    }

    @Test
    void aMovedTagThatIsGoneLaterIsPromotedAgainByASession() {
        Image image = approved("v1");
        move(image, "v1", FOREIGN);
        reconcile(image);
        expire(image, "v1");
        openSession(image.workspace());

        reconcile(image);

        assertThat(openPromotions(image)).hasSize(1);
    }

    @Test
    void aSessionAsksForSomeAtATimeTheLatestFirst() {
        Workspace workspace = rooms.aWorkspace();
        String[] tags = IntStream.range(0, ReconcileApproved.MOST_AT_ONCE)
                .mapToObj(number -> "v" + number)
                .toArray(String[]::new);
        Image many = approved(workspace, tags);
        clock.advance(Duration.ofDays(1));
        Image latest = approved(workspace, "newest");
        registry.tags.keySet().removeIf(name -> name.startsWith(workspace.approved() + ":"));
        openSession(workspace);

        reconcile(latest);
        assertThat(openPromotions(latest)).hasSize(1);
        assertThat(openPromotions(many)).hasSize(ReconcileApproved.MOST_AT_ONCE - 1);

        reconcile(latest);
        assertThat(openPromotions(many)).hasSize(ReconcileApproved.MOST_AT_ONCE);
    }

    @Test
    void theGuideCallsATagTakenWhileItNamesSomething() {
        Image image = approved("v1");
        assertThat(taken(image)).containsExactly(image.digest(), image.digest());

        move(image, "v1", FOREIGN);
        reconcile(image);
        assertThat(taken(image)).containsExactly(image.digest(), FOREIGN);

        expire(image, "v1");
        reconcile(image);
        assertThat(taken(image)).containsExactly(image.digest());

        rooms.untag(image, "v1");
        assertThat(taken(image)).isEmpty();
    }

    private List<Digest> taken(Image image) {
        return holders.of(image.workspace().staging(), V1).stream()
                .map(TagHolder::digest)
                .toList();
    }

    @Test
    void aSessionPromotesNothingThatWasGivenUpOrIsNotCleared() {
        Image image = approved("v1");
        expire(image, "v1");
        rooms.scanned(image, finding("CVE-2024-3094", "CRITICAL"));
        openSession(image.workspace());

        reconcile(image);

        assertThat(openPromotions(image)).isEmpty();
    }

    @Test
    void oneListingAWorkspaceHoweverManyImagesAndNoneWithoutAny() {
        Image image = approved("v1", "v2");
        approved(image.workspace(), "v3");
        registry.calls.clear();

        reconcile(image);
        assertThat(registry.calls).containsExactly("before listing", "after listing");

        registry.calls.clear();
        reconcile.of(rooms.aWorkspace().id());
        assertThat(registry.calls).isEmpty();
    }

    @Test
    void aSessionMakesTheTaskDueNowAndItComesBackWhileTheSessionIsLive() {
        Image image = approved("v1");
        Workspace workspace = image.workspace();
        assertThat(due(workspace)).as("the round comes").isEmpty();

        openSession(workspace);
        transaction.executeWithoutResult(status -> publishOpened(workspace));
        assertThat(due(workspace)).containsExactly(clock.instant());

        runDue();
        assertThat(due(workspace)).containsExactly(clock.instant().plus(Duration.ofMinutes(2)));

        clock.advance(Duration.ofHours(2));
        runDue();
        assertThat(due(workspace)).isEmpty();
    }

    @Test
    void withoutASessionEachWorkspaceHasItsTurnInTheRound() {
        Image image = approved("v1");
        expire(image, "v1");
        jdbc.sql("insert into workspace_round (name, last_workspace, served_until)"
                        + " select 'watch-approved',"
                        + " (select id from workspace where id < :workspace order by id desc limit 1), :now"
                        + " on conflict (name) do update set last_workspace = excluded.last_workspace,"
                        + " served_until = excluded.served_until")
                .param("workspace", image.workspace().id().value())
                .param("now", Timestamp.from(clock.instant()))
                .update();
        clock.advance(Duration.ofHours(1));

        ManualScheduler scheduler = scheduler().startTasks(List.of(round)).build();
        scheduler.start();
        scheduler.runAnyDueExecutions();

        assertThat(due(image.workspace())).hasSize(1);
    }

    @Test
    void invariant5_aSessionThatOpensWhileTheRepositoryIsReadIsNotMissed() throws Exception {
        Image image = approved("v1");
        Workspace workspace = image.workspace();
        transaction.executeWithoutResult(status -> publishOpened(workspace));
        CountDownLatch uncommitted = new CountDownLatch(1);
        AtomicReference<Thread> opening = new AtomicReference<>();
        duringListing(() -> {
            opening.set(Thread.startVirtualThread(() -> transaction.executeWithoutResult(status -> {
                openSession(workspace);
                publishOpened(workspace);
                uncommitted.countDown();
                await().pollInSameThread().until(() -> taskWaitsForThisTransactionOrHasDecided(workspace));
            })));
            await().until(() -> uncommitted.getCount() == 0);
        });

        runDue();
        opening.get().join();

        assertThat(due(workspace))
                .singleElement()
                .satisfies(at -> assertThat(at).isEqualTo(clock.instant().plus(Duration.ofMinutes(2))));
    }

    private boolean taskWaitsForThisTransactionOrHasDecided(Workspace workspace) {
        return jdbc.sql("""
                        select exists (select 1 from pg_locks where pg_backend_pid() = any(pg_blocking_pids(pid)))
                            or not exists (select 1 from scheduled_tasks
                                where task_name = 'reconcile-approved' and task_instance = :workspace and picked)""")
                .param("workspace", workspace.id().toString())
                .query(Boolean.class)
                .single();
    }

    @Test
    void afterAFailureItIsAskedAgainEverLaterUpToTheUsualDistance() {
        Instant now = clock.instant();

        assertThat(watch.afterFailures(1)).isEqualTo(now.plus(Duration.ofMinutes(2)));
        assertThat(watch.afterFailures(3)).isEqualTo(now.plus(Duration.ofMinutes(8)));
        assertThat(watch.afterFailures(99)).isEqualTo(now.plus(Duration.ofHours(1)));
    }

    private Image approved(String... tags) {
        return approved(rooms.aWorkspace(), tags);
    }

    private Image approved(Workspace workspace, String... tags) {
        Image image = rooms.anImage(workspace, tags);
        rooms.scanned(image);
        rooms.promote(image);
        assertThat(catalogue.of(List.of(image.id()))).hasSize(tags.length).allMatch(ApprovedImage::isAvailable);
        return image;
    }

    private void reconcile(Image image) {
        reconcile.of(image.workspace().id());
    }

    private void expire(Image image, String tag) {
        registry.tags.remove(image.workspace().approved() + ":" + tag);
    }

    private void move(Image image, String tag, Digest to) {
        registry.tags.put(image.workspace().approved() + ":" + tag, to);
    }

    private void duringListing(Runnable what) {
        registry.interfere(moment -> {
            if (moment.equals("after listing")) {
                registry.reset();
                what.run();
            }
        });
    }

    private ApprovedImage entry(Image image) {
        return catalogue.of(List.of(image.id())).stream()
                .filter(ApprovedImage::last)
                .filter(entry -> entry.tag().equals(V1))
                .findFirst()
                .orElseThrow();
    }

    private List<CopyState> states(Image image) {
        return catalogue.of(List.of(image.id())).stream()
                .map(ApprovedImage::state)
                .toList();
    }

    private List<Promotion> openPromotions(Image image) {
        return promotions.ofImage(image.id()).stream()
                .filter(promotion -> promotion.state() instanceof PromotionState.Open)
                .toList();
    }

    private List<Instant> due(Workspace workspace) {
        return jdbc.sql("""
                        select execution_time from scheduled_tasks
                         where task_name = 'reconcile-approved' and task_instance = :workspace""")
                .param("workspace", workspace.id().toString())
                .query((row, number) -> row.getTimestamp(1).toInstant())
                .list();
    }

    private static Person owner(Image image) {
        return person(image.workspace().username().value(), Role.RESEARCHER);
    }

    private void publishOpened(Workspace workspace) {
        events.publishEvent(new PushSessionOpened(
                PushSessionId.random(), workspace.id(), clock.instant().plus(Duration.ofHours(1))));
    }

    private void runDue() {
        scheduler().build().runAnyDueExecutions();
    }

    private TestHelper.ManualSchedulerBuilder scheduler() {
        SettableClock schedulersClock = new SettableClock();
        schedulersClock.set(clock.instant().plus(Duration.ofSeconds(1)));
        return TestHelper.createManualScheduler(new TransactionAwareDataSourceProxy(dataSource), List.of(task))
                .clock(schedulersClock);
    }

    private void openSession(Workspace workspace) {
        UUID pass = UUID.randomUUID();
        jdbc.sql("""
                insert into pass (id, workspace, reason, sessions, session_seconds, valid_until, issued_at, issued_by)
                values (:pass, :workspace, 'A test', 1, 3600, :end, :now, 'carol')""")
                .param("pass", pass)
                .param("workspace", workspace.id().value())
                .param("now", Timestamp.from(clock.instant()))
                .param("end", Timestamp.from(clock.instant().plus(Duration.ofHours(1))))
                .update();
        jdbc.sql("""
                insert into push_session (id, pass, workspace, role_session, state, requested_at, requested_by,
                        requested_from, opened_at, expires_at, access_key_id, cloud_user)
                values (:session, :pass, :workspace, :name, 'OPEN', :now, 'a', 'b', :now, :end, 'ASIA', 'AROA')""")
                .param("session", UUID.randomUUID())
                .param("pass", pass)
                .param("name", UUID.randomUUID().toString())
                .param("workspace", workspace.id().value())
                .param("now", Timestamp.from(clock.instant()))
                .param("end", Timestamp.from(clock.instant().plus(Duration.ofHours(1))))
                .update();
    }
}
