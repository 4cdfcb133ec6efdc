package dev.berth;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.boot.actuator.DbSchedulerHealthIndicator;
import com.github.kagkarlsson.scheduler.boot.config.DbSchedulerStarter;
import dev.berth.support.ConditionalOnProcessRole;
import dev.berth.support.ProcessRole;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.target.LazyInitTargetSource;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/**
 * How a feature schedules its task: in its own transaction, with the scheduler itself, which hears of it. It is looked
 * up at the first use, since the scheduler is built from the tasks, and what they need schedules some itself.
 */
@Configuration(proxyBeanMethods = false)
class DurableWork {

    @Bean
    @Primary
    SchedulerClient schedulerClient(BeanFactory beans) {
        LazyInitTargetSource scheduler = new LazyInitTargetSource();
        scheduler.setTargetBeanName("scheduler");
        scheduler.setTargetClass(Scheduler.class);
        scheduler.setBeanFactory(beans);
        return ProxyFactory.getProxy(SchedulerClient.class, scheduler);
    }

    /** A process that is no worker schedules tasks and leaves them to one that is. */
    @Bean
    @ConditionalOnProcessRole(value = ProcessRole.WORKER, has = false)
    DbSchedulerStarter neverStarted() {
        return () -> {};
    }

    /** In place of db-scheduler's own, which calls a process unwell that is no worker. */
    @Bean
    @ConditionalOnProcessRole(ProcessRole.WORKER)
    HealthIndicator durableTasks(Scheduler scheduler) {
        return new DbSchedulerHealthIndicator(scheduler);
    }
}
