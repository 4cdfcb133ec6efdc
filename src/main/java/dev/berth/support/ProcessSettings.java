package dev.berth.support;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What this process does.
 *
 * @param roles web serves pages, worker runs the durable tasks. One without web answers its health alone; one without
 *     worker schedules tasks, which a process with worker then runs
 */
@ConfigurationProperties("berth")
record ProcessSettings(@DefaultValue({"web", "worker"}) List<ProcessRole> roles) {

    ProcessSettings {
        roles = List.copyOf(roles);
        if (roles.isEmpty()) {
            throw new IllegalArgumentException(
                    "Set berth.roles to web, to worker, or to both, web,worker: a process without a role does nothing.");
        }
    }
}
