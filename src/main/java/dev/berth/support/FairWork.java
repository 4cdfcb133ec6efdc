package dev.berth.support;

import com.github.kagkarlsson.scheduler.boot.config.DbSchedulerCustomizer;
import com.github.kagkarlsson.scheduler.boot.config.DbSchedulerProperties;
import com.github.kagkarlsson.scheduler.jdbc.JdbcCustomization;
import java.util.List;
import java.util.Optional;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Has the scheduler pick what is due by {@link FairTurns}. */
@Configuration(proxyBeanMethods = false)
class FairWork {

    @Bean
    FairTurns fairTurns(WorkSettings settings, DbSchedulerProperties scheduler, List<TaskLimit> limits) {
        return new FairTurns(settings.within(scheduler.getThreads()).atOncePerWorkspace(), limits);
    }

    @Bean
    DbSchedulerCustomizer pickingFairly(FairTurns turns) {
        return new DbSchedulerCustomizer() {
            @Override
            public Optional<JdbcCustomization> jdbcCustomization() {
                return Optional.of(turns);
            }
        };
    }
}
