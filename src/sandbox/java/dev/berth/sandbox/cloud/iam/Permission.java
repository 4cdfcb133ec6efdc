package dev.berth.sandbox.cloud.iam;

import dev.berth.sandbox.cloud.identity.Caller;
import org.jspecify.annotations.Nullable;

/** What all policies together say of one request. */
public sealed interface Permission {

    /** Every policy that must allow it does. */
    record Granted() implements Permission {}

    /** @param why as AWS ends its sentence */
    record Refused(Caller caller, String action, @Nullable String resource, String why) implements Permission {

        public String message() {
            return "User: %s is not authorized to perform: %s%s %s"
                    .formatted(caller.arn(), action, resource == null ? "" : " on resource: " + resource, why);
        }
    }
}
