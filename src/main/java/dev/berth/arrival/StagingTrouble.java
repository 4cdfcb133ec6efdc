package dev.berth.arrival;

import dev.berth.workspace.WorkspaceId;
import java.time.Instant;

/**
 * A workspace's staging repository that cannot be looked into, or not into every image of it.
 *
 * @param reason as the registry has it, for whoever runs Berth
 */
public record StagingTrouble(WorkspaceId workspace, String reason, Instant since) {}
