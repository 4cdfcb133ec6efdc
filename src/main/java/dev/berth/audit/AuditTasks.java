package dev.berth.audit;

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The durable tasks of this module, and the file for anchors. */
@Configuration(proxyBeanMethods = false)
class AuditTasks {

    /** How often is asked whether an anchor is due. */
    private static final Duration TICK = Duration.ofMinutes(1);

    private static final Duration PAUSE = Duration.ofMinutes(1);

    @Bean
    Task<Void> anchorTask(WriteAnchors write, AuditSettings settings) {
        Duration every = settings.anchorEvery().compareTo(TICK) < 0 ? settings.anchorEvery() : TICK;
        return Tasks.recurring("audit-anchor", FixedDelay.of(every)).execute((instance, context) -> write.writeIfDue());
    }

    @Bean
    Task<Void> wholeCheckTask(CheckWholeChain check, InstantSource clock) {
        return Tasks.custom(CheckWholeChain.TASK)
                .onFailure((failed, operations) -> {
                    UUID id = UUID.fromString(failed.getExecution().getId());
                    check.stalled(
                            id, failed.getCause().map(Throwable::getMessage).orElse("It ended without a word."));
                    operations.reschedule(failed, clock.instant().plus(PAUSE));
                })
                .execute((instance, context) -> {
                    boolean over =
                            check.run(UUID.fromString(instance.getId()), context.getSchedulerState()::isShuttingDown);
                    return (CompletionHandler<Void>) (complete, operations) -> {
                        if (over) {
                            operations.remove();
                        } else {
                            operations.reschedule(complete, clock.instant());
                        }
                    };
                });
    }

    @Bean
    @ConditionalOnProperty("berth.audit.anchor-file")
    AnchorStore anchorFile(AuditSettings settings) {
        if (settings.anchorFile() == null) {
            throw new IllegalStateException("There is no berth.audit.anchor-file");
        }
        return new AnchorFile(settings.anchorFile());
    }
}
