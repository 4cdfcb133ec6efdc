package dev.berth.scanning;

/** The scanner gave no answer: throttled, out of reach, or refused. It says nothing of the image. */
public class ScannerUnavailable extends RuntimeException {

    public ScannerUnavailable(String message) {
        super(message);
    }

    public ScannerUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
