package dev.berth.support;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How durable work is shared out.
 *
 * @param atOncePerWorkspace how many of a replica's threads ({@code db-scheduler.threads}) one workspace's polls, scanner calls and copies may
 *     hold at once
 */
@ConfigurationProperties("berth.work")
record WorkSettings(@DefaultValue("4") int atOncePerWorkspace) {

    WorkSettings {
        Setting.atLeastOne("berth.work.at-once-per-workspace", atOncePerWorkspace, "4");
    }

    WorkSettings within(int threads) {
        if (atOncePerWorkspace >= threads) {
            throw new IllegalArgumentException(
                    "berth.work.at-once-per-workspace (%d) must be less than db-scheduler.threads (%d), or one workspace can hold them all."
                            .formatted(atOncePerWorkspace, threads));
        }
        return this;
    }
}
