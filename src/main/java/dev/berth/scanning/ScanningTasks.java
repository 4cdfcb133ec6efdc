package dev.berth.scanning;

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.berth.arrival.StagedImageId;
import dev.berth.support.OwnedInstance;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.support.TransactionTemplate;

/** The durable tasks of this room. */
@Configuration(proxyBeanMethods = false)
class ScanningTasks {

    @Bean("askScannerTask")
    Task<Void> askScanner(
            AskScanner ask,
            Questions questions,
            TransactionTemplate transaction,
            ScanningSettings settings,
            InstantSource clock) {
        return Tasks.custom(ScanImages.ASK)
                // Only what nobody foresaw comes here: a scanner that does not answer is an answer.
                .onFailure((failed, operations) -> operations.reschedule(
                        failed,
                        clock.instant().plus(settings.backoff().after(failed.getExecution().consecutiveFailures + 1))))
                .execute((instance, context) -> {
                    ask.about(image(instance));
                    return (CompletionHandler<Void>)
                            (complete, operations) -> goOn(questions, transaction, complete, operations);
                });
    }

    @Bean
    Task<Void> askScannerAgain(ScanImages scan) {
        return Tasks.oneTime(ScanImages.ASK_AGAIN).execute((instance, context) -> scan.again(image(instance), false));
    }

    private static StagedImageId image(TaskInstance<?> instance) {
        return StagedImageId.of(OwnedInstance.parse(instance.getId()).id());
    }

    private static void goOn(
            Questions questions,
            TransactionTemplate transaction,
            ExecutionComplete complete,
            ExecutionOperations<Void> operations) {
        StagedImageId image = image(complete.getExecution().taskInstance);
        transaction.executeWithoutResult(status -> {
            questions.lock(image);
            questions.next(image).ifPresentOrElse(at -> operations.reschedule(complete, at), operations::stop);
        });
    }
}
