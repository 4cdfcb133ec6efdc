package dev.berth.promotion;

import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import dev.berth.oci.MalformedManifest;
import dev.berth.oci.RegistryFailure;
import dev.berth.oci.RegistryRefused;
import dev.berth.promotion.PromoteImage.Progress;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The durable task of a promotion: its instance is named after the promotion, so there is one of each. What it needs is
 * asked for late, since the scheduler is built from the tasks, and what they need schedules some itself.
 */
@Configuration(proxyBeanMethods = false)
class PromotionTasks {

    static final TaskDescriptor<Void> DESCRIPTOR = TaskDescriptor.of("promotion");

    /** With the pauses between them, about an hour and a half; then an admin is needed. */
    static final int MOST_ATTEMPTS = 14;

    private static final Duration SWEEP = Duration.ofMinutes(1);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

    @Bean
    Task<Void> promotionTask(
            ObjectProvider<PromoteImage> promoteImage, ObjectProvider<PromotionSteps> steps, InstantSource clock) {
        return Tasks.custom(DESCRIPTOR)
                .onFailure((complete, operations) -> retry(complete, operations, steps.getObject(), clock))
                .execute((instance, context) -> switch (promoteImage
                        .getObject()
                        .promote(PromotionId.of(instance.getId()))) {
                    case Progress.Finished finished -> (complete, operations) -> operations.remove();
                    case Progress.Later later ->
                        (complete, operations) ->
                                operations.reschedule(complete, clock.instant().plus(later.pause()));
                });
    }

    /** Nothing should be left without its task; should it ever be, it is not left for long. */
    @Bean
    Task<Void> promotionSweepTask(ObjectProvider<QueuePromotions> queue, InstantSource clock) {
        return Tasks.recurring("promotion-sweep", FixedDelay.of(SWEEP))
                .execute((instance, context) ->
                        queue.getObject().reschedule(clock.instant().minus(SWEEP)));
    }

    private static void retry(
            ExecutionComplete complete,
            ExecutionOperations<Void> operations,
            PromotionSteps steps,
            InstantSource clock) {
        PromotionId id = PromotionId.of(complete.getExecution().getId());
        int mostAttempts = complete.getCause().filter(PromotionTasks::isFinal).isPresent() ? 1 : MOST_ATTEMPTS;
        int attempts = steps.attemptFailed(id, problem(complete), mostAttempts);
        if (attempts == 0) {
            operations.remove();
        } else {
            operations.reschedule(complete, clock.instant().plus(pauseAfter(attempts)));
        }
    }

    /** What the image itself is makes no second attempt better; a registry's refusal may be mended by who runs it. */
    private static boolean isFinal(Throwable cause) {
        return switch (cause) {
            case RegistryRefused refused -> false;
            case RegistryFailure failure -> !failure.isPassing();
            case MalformedManifest malformed -> true;
            default -> false;
        };
    }

    static Duration pauseAfter(int attempt) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(attempt - 1, 20));
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }

    private static String problem(ExecutionComplete complete) {
        return complete.getCause()
                .map(cause -> cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage())
                .orElse("It ended without a word.");
    }
}
