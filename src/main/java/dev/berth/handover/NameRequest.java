package dev.berth.handover;

import dev.berth.identity.HeldName;
import dev.berth.identity.PersonId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Somebody signed in with a name that is not theirs.
 *
 * @param email verified, or empty
 * @param username what they go by in the meantime, or empty where they were not let in
 * @param holder who holds it; null where nobody does, and the person has another name already
 */
record NameRequest(
        NameRequestId id,
        HeldName name,
        String spelled,
        PersonId person,
        String email,
        String username,
        Instant askedAt,
        @Nullable Holding holder) {}
