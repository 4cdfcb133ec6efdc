package dev.berth.audit;

import dev.berth.audit.ChainWalk.Position;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A check of the chain from its first entry to its last.
 *
 * @param target the last entry when it started
 * @param position how far it is
 */
record WholeCheck(UUID id, Instant startedAt, Actor startedBy, long target, Position position, State state) {

    sealed interface State {

        /** @param problem why it does not go on for now, or null */
        record Running(@Nullable String problem) implements State {}

        record Finished(Instant at, Finding finding) implements State {}

        /** What the database says of it is not what Berth wrote. */
        record Forged() implements State {}
    }

    public boolean isRunning() {
        return state instanceof State.Running;
    }

    public boolean isForged() {
        return state instanceof State.Forged;
    }

    /** Why it does not go on for now, or null. */
    public @Nullable String problem() {
        return state instanceof State.Running running ? running.problem() : null;
    }

    public @Nullable Instant finishedAt() {
        return state instanceof State.Finished finished ? finished.at() : null;
    }

    public @Nullable Finding finding() {
        return state instanceof State.Finished finished ? finished.finding() : null;
    }

    /** Of a hundred; entries written meanwhile count too. */
    public long percent() {
        return target == 0 ? 100 : Math.min(100, position.number() * 100 / target);
    }
}
