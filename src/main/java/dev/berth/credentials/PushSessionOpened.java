package dev.berth.credentials;

import dev.berth.workspace.WorkspaceId;
import java.time.Instant;

/** The researcher may push now; published in the transaction that records the session as open. */
public record PushSessionOpened(PushSessionId session, WorkspaceId workspace, Instant expiresAt) {}
