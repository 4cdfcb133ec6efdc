package dev.berth.testing;

import com.github.kagkarlsson.scheduler.boot.config.DbSchedulerStarter;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;

/** Nothing happens in a flow test but what the test does. */
@TestConfiguration(proxyBeanMethods = false)
class SchedulerAtRest {

    @Bean
    DbSchedulerStarter neverStarted() {
        return () -> {};
    }
}
