package dev.berth.arrival;

/** The staging registry answers, but does not give this one image: archived, or refused for good. */
public class ImageWithheld extends StagingUnavailable {

    public ImageWithheld(String message) {
        super(message);
    }

    public ImageWithheld(String message, Throwable cause) {
        super(message, cause);
    }
}
