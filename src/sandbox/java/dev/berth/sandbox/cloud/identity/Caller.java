package dev.berth.sandbox.cloud.identity;

import java.time.Instant;

/** Who a request comes from. */
public sealed interface Caller {

    /** As {@code aws sts get-caller-identity} tells it. */
    String arn();

    String userId();

    /** Berth's portal with its long-term key. */
    record Portal(String arn, String userId) implements Caller {

        public static final String NAME = "berth-portal";
    }

    /** Somebody with the keys of a session of a role. */
    record Session(String arn, SessionClaims claims) implements Caller {

        @Override
        public String userId() {
            return claims.userId();
        }

        public boolean isExpired(Instant now) {
            return !now.isBefore(claims.expires());
        }
    }
}
