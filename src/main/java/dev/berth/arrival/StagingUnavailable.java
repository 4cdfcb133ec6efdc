package dev.berth.arrival;

/** The staging registry gave no answer that says anything of its images: throttled, out of reach, or refused. */
public class StagingUnavailable extends RuntimeException {

    public StagingUnavailable(String message) {
        super(message);
    }

    public StagingUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
