package dev.berth.sandbox.scanner;

/** Why no scan was started. */
public abstract sealed class ScanRefusal extends RuntimeException {

    ScanRefusal(String message) {
        super(message);
    }

    /** An index, or an artifact that is no image. */
    public static final class UnsupportedImageType extends ScanRefusal {
        UnsupportedImageType(String mediaType) {
            super("The image's media type %s cannot be scanned".formatted(mediaType));
        }
    }

    /** An image is scanned once in 24 hours, the scan on push included. */
    public static final class LimitExceeded extends ScanRefusal {
        LimitExceeded() {
            super("The scan quota per image has been exceeded. Wait and try again.");
        }
    }
}
