package dev.berth;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.target.LazyInitTargetSource;
import org.springframework.beans.factory.BeanFactory;
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
}
