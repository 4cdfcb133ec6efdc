package dev.berth.operations;

import com.github.kagkarlsson.scheduler.event.AbstractSchedulerListener;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import dev.berth.audit.ChangeRecorded;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Locale;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

/** The meters of each stage. Their tags are few and fixed: no person, repository or digest is ever one. */
@Configuration(proxyBeanMethods = false)
class StageMeters {

    @Bean
    MeterBinder backlogMeters(Backlog backlog) {
        return registry -> {
            for (Stage stage : Stage.values()) {
                Gauge.builder("berth.stage.waiting", backlog, it -> it.in(stage).count())
                        .description("What waits in the stage, at most " + Backlog.MOST)
                        .tag("stage", stage.label())
                        .register(registry);
                Gauge.builder("berth.stage.oldest", backlog, it -> it.in(stage).oldestSeconds())
                        .description("How long what waits longest has waited")
                        .baseUnit("seconds")
                        .tag("stage", stage.label())
                        .register(registry);
            }
        };
    }

    @Bean
    Runs stageRuns(MeterRegistry registry) {
        return new Runs(registry);
    }

    @Bean
    Changes changes(MeterRegistry registry) {
        return new Changes(registry);
    }

    /** Each run of a durable task: how long it took and how it ended. */
    static final class Runs extends AbstractSchedulerListener {

        private final MeterRegistry registry;

        Runs(MeterRegistry registry) {
            this.registry = registry;
        }

        @Override
        public void onExecutionComplete(ExecutionComplete complete) {
            Timer.builder("berth.stage.runs")
                    .description("Runs of the stage's durable tasks")
                    .tag(
                            "stage",
                            Stage.labelOf(complete.getExecution().taskInstance.getTaskName()))
                    .tag("outcome", complete.getResult().name().toLowerCase(Locale.ROOT))
                    .register(registry)
                    .record(complete.getDuration());
        }
    }

    /** Each change of state that was committed, by what the audit trail calls it, such as {@code promotion.promoted}. */
    static final class Changes {

        private final MeterRegistry registry;

        Changes(MeterRegistry registry) {
            this.registry = registry;
        }

        @EventListener
        void on(ChangeRecorded change) {
            Counter.builder("berth.changes")
                    .description("Changes of state, by what the audit trail calls them")
                    .tag("change", change.action())
                    .register(registry)
                    .increment();
        }
    }
}
