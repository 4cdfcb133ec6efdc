package dev.berth.sandbox.scanner;

import dev.berth.sandbox.registry.RegistryStore;
import java.nio.file.Path;
import java.time.InstantSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ScannerConfiguration {

    @Bean
    Scans scans(
            RegistryStore store, InstantSource clock, @Value("${berth.sandbox.directory:.berth}") String directory) {
        return new Scans(store, new ImageReading(store, Advisories.bundled()), Path.of(directory, "scanner"), clock);
    }
}
