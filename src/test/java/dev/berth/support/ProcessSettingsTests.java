package dev.berth.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class ProcessSettingsTests {

    @Test
    void aProcessServesPagesAndWorksUnlessToldOtherwise() {
        assertThat(bound(Map.of()).roles()).containsExactlyInAnyOrder(ProcessRole.WEB, ProcessRole.WORKER);
        assertThat(bound(Map.of("berth.roles", "worker")).roles()).containsExactly(ProcessRole.WORKER);
        assertThat(bound(Map.of("berth.roles", "worker,web")).roles()).hasSize(2);
    }

    @Test
    void aProcessWithoutARoleDoesNotStart() {
        assertThatThrownBy(() -> bound(Map.of("berth.roles", "")))
                .rootCause()
                .hasMessageContaining("Set berth.roles to web, to worker, or to both");
    }

    @Test
    void aRoleThatDoesNotExistIsNamed() {
        assertThatThrownBy(() -> bound(Map.of("berth.roles", "web,cleaner")))
                .rootCause()
                .hasMessageContaining("cleaner");
    }

    @ParameterizedTest
    @CsvSource({"'web,worker', true, true", "web, true, false", "worker, false, true"})
    void beansAreThereByRole(String roles, boolean web, boolean worker) {
        new ApplicationContextRunner()
                .withUserConfiguration(ByRole.class)
                .withPropertyValues("berth.roles=" + roles)
                .run(context -> {
                    assertThat(context.containsBean("ofWeb")).isEqualTo(web);
                    assertThat(context.containsBean("ofWorker")).isEqualTo(worker);
                    assertThat(context.containsBean("withoutWorker")).isEqualTo(!worker);
                });
    }

    private static ProcessSettings bound(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate("berth", ProcessSettings.class);
    }

    @Configuration(proxyBeanMethods = false)
    static class ByRole {

        @Bean
        @ConditionalOnProcessRole(ProcessRole.WEB)
        String ofWeb() {
            return "web";
        }

        @Bean
        @ConditionalOnProcessRole(ProcessRole.WORKER)
        String ofWorker() {
            return "worker";
        }

        @Bean
        @ConditionalOnProcessRole(value = ProcessRole.WORKER, has = false)
        String withoutWorker() {
            return "no worker";
        }
    }
}
