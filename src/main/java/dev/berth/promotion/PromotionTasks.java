package dev.berth.promotion;

import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import dev.berth.oci.MalformedManifest;
import dev.berth.oci.UnfitImage;
import dev.berth.promotion.PromoteImage.Progress;
import dev.berth.support.Backoff;
import dev.berth.support.OwnedInstance;
import dev.berth.support.TaskLimit;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The durable task of a promotion: its instance is named after the promotion, so there is one of each. */
@Configuration(proxyBeanMethods = false)
class PromotionTasks {

    static final TaskDescriptor<Void> DESCRIPTOR = TaskDescriptor.of("promotion");

    /** With the pauses between them, about an hour and a half; then an admin is needed. */
    static final int MOST_ATTEMPTS = 14;

    static final Backoff BACKOFF = Backoff.doubling(Duration.ofSeconds(5), Duration.ofMinutes(10));

    private static final int MOST_COPIES = 10;
    private static final int MOST_COPIES_OF_ONE_WORKSPACE = 2;
    private static final Duration SWEEP = Duration.ofMinutes(1);

    @Bean
    Task<Void> promotionTask(PromoteImage promoteImage, PromotionSteps steps, InstantSource clock) {
        return Tasks.custom(DESCRIPTOR)
                .onFailure((complete, operations) -> retry(complete, operations, steps, clock))
                .execute((instance, context) -> switch (promoteImage.promote(id(instance))) {
                    case Progress.Finished finished -> (complete, operations) -> operations.remove();
                    case Progress.Later later ->
                        (complete, operations) ->
                                operations.reschedule(complete, clock.instant().plus(later.pause()));
                });
    }

    /** Far fewer than a replica's threads, since a copy may take long and everything else must go on meanwhile. */
    @Bean
    TaskLimit copies() {
        return new TaskLimit(DESCRIPTOR.getTaskName(), MOST_COPIES, MOST_COPIES_OF_ONE_WORKSPACE);
    }

    static String instance(Promotion promotion) {
        return OwnedInstance.of(promotion.workspace(), promotion.id()).toString();
    }

    private static PromotionId id(TaskInstance<?> instance) {
        return PromotionId.of(OwnedInstance.parse(instance.getId()).id());
    }

    /** Nothing should be left without its task; should it ever be, it is not left for long. */
    @Bean
    Task<Void> promotionSweepTask(QueuePromotions queue, InstantSource clock) {
        return Tasks.recurring("promotion-sweep", FixedDelay.of(SWEEP))
                .execute((instance, context) -> queue.reschedule(clock.instant().minus(SWEEP)));
    }

    private static void retry(
            ExecutionComplete complete,
            ExecutionOperations<Void> operations,
            PromotionSteps steps,
            InstantSource clock) {
        PromotionId id = id(complete.getExecution().taskInstance);
        if (complete.getCause().filter(PromotionTasks::isOfTheImage).isPresent()) {
            steps.refused(id, problem(complete));
            operations.remove();
            return;
        }
        int attempts = steps.attemptFailed(id, problem(complete), MOST_ATTEMPTS);
        if (attempts == 0) {
            operations.remove();
        } else {
            operations.reschedule(complete, clock.instant().plus(BACKOFF.after(attempts)));
        }
    }

    /** Whatever else goes wrong may be mended by time or by who runs the registry, but not what the image is. */
    private static boolean isOfTheImage(Throwable cause) {
        return cause instanceof MalformedManifest || cause instanceof UnfitImage;
    }

    private static String problem(ExecutionComplete complete) {
        return complete.getCause()
                .map(cause -> cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage())
                .orElse("It ended without a word.");
    }
}
