package dev.berth.review;

import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The durable task of this module. */
@Configuration(proxyBeanMethods = false)
class ReviewTasks {

    private static final Duration EVERY = Duration.ofHours(1);

    @Bean
    Task<Void> judgeAnewTask(JudgeAnew judge) {
        return Tasks.recurring("judge-anew", FixedDelay.of(EVERY)).execute((instance, context) -> judge.all());
    }
}
