package dev.berth.sandbox.scanner;

import java.time.Duration;

/**
 * How the scanner behaves from now on.
 *
 * @param delay how long after a push the scan is finished
 * @param shape as what a scan that finishes from now on is told
 */
public record ScannerSettings(Duration delay, Scan.Shape shape) {

    public static final ScannerSettings DEFAULT = new ScannerSettings(Duration.ofSeconds(3), Scan.Shape.BASIC);

    public ScannerSettings {
        if (delay.isNegative()) {
            throw new IllegalArgumentException("A scan's delay looks like PT3S and is not negative");
        }
    }
}
