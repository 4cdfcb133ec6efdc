package dev.berth.sandbox.cloud.policy;

/** Not a policy document that IAM, or at least this one, would take. */
public final class MalformedPolicy extends RuntimeException {

    MalformedPolicy(String message) {
        super(message);
    }
}
