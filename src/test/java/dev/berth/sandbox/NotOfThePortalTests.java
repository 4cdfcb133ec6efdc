package dev.berth.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testing.FlowTest;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ConfigurableApplicationContext;

/** The portal's scan begins at a package that the sandbox is in, and both are on the class path here. */
@FlowTest
class NotOfThePortalTests {

    @Autowired
    ConfigurableApplicationContext portal;

    @Test
    void thePortalHasNoBeanOfTheSandbox() {
        assertThat(Stream.of(portal.getBeanDefinitionNames())
                        .map(portal.getBeanFactory()::getBeanDefinition)
                        .map(bean -> bean.getBeanClassName())
                        .filter(Objects::nonNull))
                .anyMatch(bean -> bean.startsWith("dev.berth.workspace."))
                .noneMatch(bean -> bean.startsWith("dev.berth.sandbox."));
    }
}
