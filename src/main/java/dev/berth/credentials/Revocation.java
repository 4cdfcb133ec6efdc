package dev.berth.credentials;

import java.time.Instant;

/** Who took something back, when, and why. */
public record Revocation(Instant at, String by, String because) {}
