package dev.berth.credentials;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import dev.berth.audit.Actor;
import dev.berth.audit.AuditTrail;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Takes passes and sessions back. What the cloud must hear of it is scheduled in the same transaction. */
@Component
public class Revocations {

    private final Passes passes;
    private final PushSessions sessions;
    private final SchedulerClient scheduler;
    private final AuditTrail audit;
    private final InstantSource clock;

    Revocations(
            Passes passes, PushSessions sessions, SchedulerClient scheduler, AuditTrail audit, InstantSource clock) {
        this.passes = passes;
        this.sessions = sessions;
        this.scheduler = scheduler;
        this.audit = audit;
        this.clock = clock;
    }

    /** Whether there was something to take back: an open session. */
    @Transactional
    public boolean revoke(PushSessionId id, Actor by, String because) {
        Instant now = now();
        if (!sessions.revoking(id, new Revocation(now, by.name(), because))) {
            return false;
        }
        audit.record(by, "push-session.revoked", "push-session/" + id, Map.of("because", because));
        scheduler.scheduleIfNotExists(
                RefuseRevokedSessions.TASK.instance(id.toString()).build(), now);
        return true;
    }

    /** The pass, and with it every session that is open from it. Whether there was something to take back. */
    @Transactional
    public boolean revoke(PassId id, Actor by, String because) {
        if (passes.lock(id).isEmpty() || !passes.revoked(id, new Revocation(now(), by.name(), because))) {
            return false;
        }
        audit.record(by, "pass.revoked", "pass/" + id, Map.of("because", because));
        sessions.openFrom(id).forEach(session -> revoke(session, by, because));
        return true;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
