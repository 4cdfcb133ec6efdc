package dev.berth.credentials;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Where a pass stands, each state with its own facts. */
public sealed interface PassState {

    /** The staging repository is not there yet; {@code problem} says why, where something failed. */
    record Preparing(@Nullable String problem) implements PassState {}

    record Active(int left, Instant until) implements PassState {}

    record UsedUp(int sessions) implements PassState {}

    record Expired(Instant at) implements PassState {}

    record Revoked(Revocation revocation) implements PassState {}

    /** The state's name, by which pages find its words and its look. */
    default String name() {
        return switch (this) {
            case Preparing it -> it.problem() == null ? "preparing" : "blocked";
            case Active it -> "active";
            case UsedUp it -> "used-up";
            case Expired it -> "expired";
            case Revoked it -> "revoked";
        };
    }
}
