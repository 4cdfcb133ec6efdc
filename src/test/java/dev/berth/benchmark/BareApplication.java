package dev.berth.benchmark;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;

/**
 * What an application costs that has Berth's libraries and nothing of Berth: the measure of its start. No component, so
 * that no test's scan finds it.
 */
@EnableAutoConfiguration
class BareApplication {

    public static void main(String[] args) {
        SpringApplication.run(BareApplication.class, args);
    }
}
