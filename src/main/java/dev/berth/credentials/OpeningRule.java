package dev.berth.credentials;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** What must hold for a push session to be opened from a pass. The page gives the same reasons as the refusal. */
public enum OpeningRule {
    PASS_NOT_REVOKED {
        @Override
        boolean allows(Pass pass, int used, Instant now) {
            return pass.revocation() == null;
        }
    },
    PASS_STILL_VALID {
        @Override
        boolean allows(Pass pass, int used, Instant now) {
            return now.isBefore(pass.terms().validUntil());
        }
    },
    REPOSITORY_PREPARED {
        @Override
        boolean allows(Pass pass, int used, Instant now) {
            return pass.preparedAt() != null;
        }
    },
    SESSIONS_LEFT {
        @Override
        boolean allows(Pass pass, int used, Instant now) {
            return used < pass.terms().sessions();
        }
    };

    abstract boolean allows(Pass pass, int used, Instant now);

    /** Allowed, or refused for these reasons. */
    static Decision judge(Pass pass, int used, Instant now) {
        List<OpeningRule> broken = Arrays.stream(values())
                .filter(rule -> !rule.allows(pass, used, now))
                .toList();
        return broken.isEmpty() ? new Decision.Allowed() : new Decision.Refused(broken);
    }

    public sealed interface Decision {

        record Allowed() implements Decision {}

        record Refused(List<OpeningRule> reasons) implements Decision {

            public Refused {
                reasons = List.copyOf(reasons);
            }
        }

        default boolean isAllowed() {
            return this instanceof Allowed;
        }

        default List<OpeningRule> why() {
            return this instanceof Refused refused ? refused.reasons() : List.of();
        }
    }
}
