package dev.berth.testing;

import dev.berth.arrival.FakeStaging;
import dev.berth.arrival.ImageArrived;
import dev.berth.arrival.ImageTagged;
import dev.berth.scanning.FakeScanner;
import dev.berth.scanning.ScanFinished;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;

/** A staging registry and a scanner in memory, and a record of what the rooms told each other. */
@TestConfiguration(proxyBeanMethods = false)
public class FakeRemotes {

    @Bean
    @Primary
    FakeStaging fakeStaging(InstantSource clock) {
        return new FakeStaging(clock);
    }

    @Bean
    @Primary
    FakeScanner fakeScanner() {
        return new FakeScanner();
    }

    @Bean
    Heard heard() {
        return new Heard();
    }

    /** The events of transactions that were committed. */
    public static class Heard {

        private final List<Object> events = new CopyOnWriteArrayList<>();

        @TransactionalEventListener(phase = TransactionPhase.AFTER_COMMIT)
        void on(ImageArrived event) {
            events.add(event);
        }

        @TransactionalEventListener(phase = TransactionPhase.AFTER_COMMIT)
        void on(ImageTagged event) {
            events.add(event);
        }

        @TransactionalEventListener(phase = TransactionPhase.AFTER_COMMIT)
        void on(ScanFinished event) {
            events.add(event);
        }

        public long count(Object event) {
            return events.stream().filter(event::equals).count();
        }
    }
}
