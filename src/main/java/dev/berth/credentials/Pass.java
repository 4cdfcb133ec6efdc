package dev.berth.credentials;

import dev.berth.workspace.WorkspaceId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Staff's permission for one workspace to open push sessions.
 *
 * @param preparedAt when the staging repository was there; null until then
 * @param problem what keeps the repository from being there, as a sentence
 */
public record Pass(
        PassId id,
        WorkspaceId workspace,
        String reason,
        PassTerms terms,
        Instant issuedAt,
        String issuedBy,
        @Nullable Instant preparedAt,
        @Nullable String problem,
        @Nullable Revocation revocation) {

    /** @param used how many sessions count against it */
    public PassState state(int used, Instant now) {
        if (revocation != null) {
            return new PassState.Revoked(revocation);
        }
        if (!now.isBefore(terms.validUntil())) {
            return new PassState.Expired(terms.validUntil());
        }
        if (preparedAt == null) {
            return new PassState.Preparing(problem);
        }
        return used >= terms.sessions()
                ? new PassState.UsedUp(terms.sessions())
                : new PassState.Active(terms.sessions() - used, terms.validUntil());
    }
}
