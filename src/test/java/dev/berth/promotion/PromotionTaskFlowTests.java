package dev.berth.promotion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.task.Task;
import dev.berth.oci.MalformedManifest;
import dev.berth.oci.Tag;
import dev.berth.promotion.Rooms.Image;
import dev.berth.testing.MutableClock;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The promotion's task in schedulers that run, each standing for a replica. */
@UpperRoomsTest
class PromotionTaskFlowTests {

    @Autowired
    private Rooms rooms;

    @Autowired
    private FakeRegistry registry;

    @Autowired
    private Promotions promotions;

    @Autowired
    @Qualifier("promotionTask")
    private Task<Void> task;

    @Autowired
    private DataSource dataSource;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private MutableClock clock;

    @BeforeEach
    void undisturbed() {
        registry.reset();
        clock.backToNow();
        clock.advance(Duration.ofHours(-3));
    }

    @AfterEach
    void backToToday() {
        clock.backToNow();
    }

    @Test
    void anErrorIsTriedAgainUntilItGoesRight() {
        Image image = cleared();
        AtomicInteger errors = new AtomicInteger(3);
        registry.interfere(moment -> {
            if (moment.equals("before copying") && errors.getAndDecrement() > 0) {
                throw new IllegalStateException("The registry is busy");
            }
        });

        run(() -> promoted(image));

        assertThat(only(image).attempts()).isEqualTo(3);
        assertThat(only(image).problem()).isNull();
        assertThat(rooms.audited(image, "promotion"))
                .containsExactly("promotion.queued", "promotion.started", "promotion.verified", "promotion.promoted");
    }

    @Test
    void whatNeverGoesRightEndsInSight() {
        Image image = cleared();
        registry.interfere(moment -> {
            throw new IllegalStateException("The registry is gone");
        });

        run(() -> only(image).state() instanceof PromotionState.Failed failed
                && failed.reason().equals("The registry is gone"));

        assertThat(only(image).attempts()).isEqualTo(PromotionTasks.MOST_ATTEMPTS);
        await().untilAsserted(() -> assertThat(tasksOf(image)).isZero());
    }

    @Test
    void whatTheImageItselfMakesImpossibleIsNotTriedAgain() {
        Image image = cleared();
        registry.interfere(moment -> {
            if (moment.equals("before copying")) {
                throw new MalformedManifest("A manifest of this image can be read in two ways.");
            }
        });

        run(() -> only(image).state() instanceof PromotionState.Refused refused
                && refused.reason().equals("A manifest of this image can be read in two ways."));

        assertThat(rooms.audited(image, "promotion"))
                .containsExactly("promotion.queued", "promotion.started", "promotion.refused");
        await().untilAsserted(() -> assertThat(tasksOf(image)).isZero());
    }

    @Test
    void invariant5_aTaskThatADeadReplicaHeldIsTakenUpByAnother() {
        Image image = cleared();
        jdbc.sql("""
                update scheduled_tasks set picked = true, picked_by = 'dead', last_heartbeat = :long_ago
                 where task_instance like '%:' || :id""")
                .param("long_ago", Timestamp.from(Instant.now().minus(Duration.ofHours(1))))
                .param("id", only(image).id().toString())
                .update();

        run(() -> promoted(image));
    }

    @Test
    void invariant5_twoReplicasPromoteManyImagesOnceEach() {
        List<Image> images =
                java.util.stream.Stream.generate(this::cleared).limit(20).toList();

        Scheduler one = replica("one");
        Scheduler two = replica("two");
        one.start();
        two.start();
        try {
            await().atMost(Duration.ofSeconds(60)).until(() -> images.stream().allMatch(this::promoted));
        } finally {
            one.stop();
            two.stop();
        }

        assertThat(images)
                .allSatisfy(image -> assertThat(rooms.audited(image, "promotion"))
                        .containsExactly(
                                "promotion.queued", "promotion.started", "promotion.verified", "promotion.promoted"));
    }

    private void run(java.util.concurrent.Callable<Boolean> until) {
        Scheduler replica = replica("one");
        replica.start();
        try {
            await().atMost(Duration.ofSeconds(60)).until(until);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> replica.getCurrentlyExecuting().isEmpty());
        } finally {
            replica.stop();
        }
    }

    /** The portal's clock stands hours back, so that every pause is over at once. */
    private Scheduler replica(String name) {
        return Scheduler.create(dataSource, List.of(task))
                .schedulerName(new SchedulerName.Fixed(name))
                .pollingInterval(Duration.ofMillis(50))
                .heartbeatInterval(Duration.ofMillis(200))
                .threads(4)
                .build();
    }

    private Image cleared() {
        Image image = rooms.anImage(rooms.aWorkspace(), "v1");
        rooms.scanned(image);
        return image;
    }

    private boolean promoted(Image image) {
        return only(image).state() instanceof PromotionState.Promoted
                && registry.tagged(image.workspace().approved(), Tag.of("v1"))
                        .filter(image.digest()::equals)
                        .isPresent();
    }

    private Promotion only(Image image) {
        return promotions.ofImage(image.id()).getFirst();
    }

    private int tasksOf(Image image) {
        return jdbc.sql("select count(*) from scheduled_tasks where task_instance like '%:' || :id")
                .param("id", only(image).id().toString())
                .query(Integer.class)
                .single();
    }
}
