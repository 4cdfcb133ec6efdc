package dev.berth.catalogue;

/** The approved registry gave no answer that says what it holds: throttled, out of reach, or refused. */
public class ApprovedUnavailable extends RuntimeException {

    public ApprovedUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
