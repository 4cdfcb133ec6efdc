package dev.berth.promotion;

import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;

/** A registry and a scanner in memory instead of the adapters, and {@link Rooms} to fill them. */
@TestConfiguration(proxyBeanMethods = false)
@Import(Rooms.class)
public class UpperRooms {

    @Bean
    @Primary
    FakeRegistry fakeRegistry() {
        return new FakeRegistry();
    }

    @Bean
    @Primary
    FakeScanner fakeScanner() {
        return new FakeScanner();
    }
}
