package dev.berth.sandbox.registry;

import java.nio.file.Path;
import java.time.InstantSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class RegistryConfiguration {

    private final Path directory;

    RegistryConfiguration(@Value("${berth.sandbox.directory:.berth}") String directory) {
        this.directory = Path.of(directory, "registry");
    }

    @Bean
    RegistryStore registryStore(InstantSource clock, ApplicationEventPublisher events) {
        return new RegistryStore(directory, clock, events::publishEvent);
    }

    @Bean
    LayerUploads layerUploads(RegistryStore store, InstantSource clock) {
        return new LayerUploads(store, directory, clock);
    }
}
