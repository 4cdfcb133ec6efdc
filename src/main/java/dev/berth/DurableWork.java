package dev.berth;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;

/**
 * How a room schedules its task: in its own transaction, by a client that knows no tasks. The scheduler itself knows them
 * all, so that a task whose work schedules another would otherwise need itself.
 */
@Configuration(proxyBeanMethods = false)
class DurableWork {

    @Bean
    @Primary
    SchedulerClient schedulerClient(DataSource dataSource) {
        return SchedulerClient.Builder.create(new TransactionAwareDataSourceProxy(dataSource))
                .build();
    }
}
