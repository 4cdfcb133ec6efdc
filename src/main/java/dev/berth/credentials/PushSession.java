package dev.berth.credentials;

import dev.berth.workspace.WorkspaceId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One session in the cloud, opened from a pass by its researcher.
 *
 * @param roleSession the name the cloud knows it by, used for no other
 * @param requestedFrom the address it was asked for from
 */
public record PushSession(
        PushSessionId id,
        PassId pass,
        WorkspaceId workspace,
        String roleSession,
        Instant requestedAt,
        String requestedBy,
        String requestedFrom,
        State state) {

    /** Where it stands as of when it was read. */
    public sealed interface State {

        /** The cloud was asked and has not answered. */
        record Opening() implements State {}

        /** Its credentials were shown and work. */
        record Open(Grant grant) implements State {}

        record Expired(Grant grant) implements State {}

        /** Taken back here; the cloud has not been told yet, and {@code problem} says why, where something failed. */
        record Revoking(
                Grant grant,
                Revocation revocation,
                @Nullable String problem) implements State {}

        /** Taken back, and the cloud refuses it. */
        record Revoked(Grant grant, Revocation revocation, Instant deniedAt) implements State {}

        /** The cloud gave nothing. */
        record Failed(Instant at, String why) implements State {}

        /** An opening that never ended; whatever the cloud gave was shown to nobody. */
        record Lost() implements State {}

        /** The state's name, by which pages find its words and its look. */
        default String name() {
            return switch (this) {
                case Opening it -> "opening";
                case Open it -> "open";
                case Expired it -> "expired";
                case Revoking it -> "revoking";
                case Revoked it -> "revoked";
                case Failed it -> "failed";
                case Lost it -> "lost";
            };
        }
    }

    /**
     * What the cloud gave, without what is secret in it.
     *
     * @param cloudUser the session's {@code aws:userid}, by which a revocation names it
     */
    public record Grant(Instant openedAt, Instant expiresAt, String accessKeyId, String cloudUser) {}

    public boolean isOpen() {
        return state instanceof State.Open;
    }

    /** What the cloud gave; null where it gave nothing, or nothing that anybody saw. */
    public @Nullable Grant grant() {
        return switch (state) {
            case State.Open it -> it.grant();
            case State.Expired it -> it.grant();
            case State.Revoking it -> it.grant();
            case State.Revoked it -> it.grant();
            case State.Opening it -> null;
            case State.Failed it -> null;
            case State.Lost it -> null;
        };
    }

    public @Nullable Revocation revocation() {
        return switch (state) {
            case State.Revoking it -> it.revocation();
            case State.Revoked it -> it.revocation();
            case State.Opening it -> null;
            case State.Open it -> null;
            case State.Expired it -> null;
            case State.Failed it -> null;
            case State.Lost it -> null;
        };
    }
}
