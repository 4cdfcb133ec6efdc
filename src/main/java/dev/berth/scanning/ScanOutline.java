package dev.berth.scanning;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One platform manifest's scan as a page shows it: an image may have thousands of findings, of which a page reads a few.
 *
 * @param scan with the worst findings alone, so that nothing may be judged by it
 * @param counts how many findings of each severity there are in all, the worst first
 */
public record ScanOutline(PlatformScan scan, SortedMap<Severity, Integer> counts) {

    public ScanOutline {
        counts = Collections.unmodifiableSortedMap(new TreeMap<>(counts));
    }
}
