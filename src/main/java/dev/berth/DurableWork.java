package dev.berth;

import com.github.kagkarlsson.scheduler.Clock;
import com.github.kagkarlsson.scheduler.boot.config.DbSchedulerStarter;
import java.time.InstantSource;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What db-scheduler, which runs every durable task of the portal, is told beside its settings. */
@Configuration(proxyBeanMethods = false)
class DurableWork {

    /** Tasks are due by the portal's own clock. */
    @Bean
    Clock schedulerClock(InstantSource clock) {
        return clock::instant;
    }

    /** With {@code berth.durable-work=false} this replica serves pages and schedules tasks, and leaves running them to others. */
    @Bean
    @ConditionalOnBooleanProperty(name = "berth.durable-work", havingValue = false)
    DbSchedulerStarter noStart() {
        return () -> {};
    }
}
