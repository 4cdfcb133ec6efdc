package dev.berth.sandbox.cloud.identity;

import java.time.Instant;

/** Who an authorization token was given to, and until when it holds. */
public record LoggedIn(Caller caller, Instant expires) {}
