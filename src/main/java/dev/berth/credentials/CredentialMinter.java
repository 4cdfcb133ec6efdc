package dev.berth.credentials;

import dev.berth.workspace.Workspace;
import java.time.Instant;

/** Gets temporary credentials that can push to one staging repository and do nothing else. */
@FunctionalInterface
public interface CredentialMinter {

    /**
     * A remote call: never made inside a transaction.
     *
     * @throws MintRefused where the cloud refuses, and would again
     * @throws MintFailed where there are none for another reason
     */
    MintedCredentials mint(PushGrant grant);

    /**
     * What the credentials are for.
     *
     * @param roleSession 2 to 64 characters of {@code [\w+=,.@-]}, used for no other session
     * @param until when they end; both the credentials and their policy say so
     */
    record PushGrant(
            PushSessionId session, PassId pass, Workspace workspace, String roleSession, Instant from, Instant until) {}

    /** @param cloudUser the session's {@code aws:userid} */
    record MintedCredentials(
            String accessKeyId, Secret secretAccessKey, Secret sessionToken, Instant expiresAt, String cloudUser) {}

    /** The cloud gave no credentials. The message says why, for staff; it holds nothing secret. */
    class MintFailed extends RuntimeException {

        public MintFailed(String why, Throwable cause) {
            super(why, cause);
        }
    }

    /** What was asked for, or who asked, is refused: only another pass or another configuration makes a difference. */
    class MintRefused extends MintFailed {

        public MintRefused(String why, Throwable cause) {
            super(why, cause);
        }
    }
}
