package dev.berth.scanning;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * One vulnerability in one package of one platform manifest.
 *
 * @param vulnerability the advisory's name, such as {@code CVE-2024-3094}
 * @param packageName empty where the scanner names none
 * @param packageVersion the installed one; empty where the scanner names none
 * @param fixedIn the first version without it, where the scanner knows one
 * @param description the scanner's words, for a reader
 * @param uri where more is written
 * @param score CVSS base score, 0 to 10
 */
public record Finding(
        String vulnerability,
        Severity severity,
        String packageName,
        String packageVersion,
        @Nullable String fixedIn,
        @Nullable String description,
        @Nullable String uri,
        @Nullable Double score) {

    private static final double CRITICAL_SCORE = 9.0;

    /** The worst first, then by name and package. */
    public static final Comparator<Finding> WORST_FIRST = Comparator.comparing(Finding::severity)
            .thenComparing(Finding::vulnerability)
            .thenComparing(Finding::packageName)
            .thenComparing(Finding::packageVersion);

    /** Whether a reader should look at it: CRITICAL, HIGH and what nobody knows. */
    public boolean isGrave() {
        return severity.isWorst() || severity.equals(Severity.HIGH) || mayBeCritical();
    }

    /**
     * Whether it may be as bad as CRITICAL, though nobody has rated it. What enhanced scanning has not triaged may be
     * anything, unless its score says less. UNDEFINED, which basic scanning says of the many advisories that a distribution
     * never rates, is as bad as its score says, if there is one.
     */
    public boolean mayBeCritical() {
        if (severity.equals(Severity.UNTRIAGED)) {
            return score == null || score >= CRITICAL_SCORE;
        }
        return severity.equals(Severity.UNDEFINED) && score != null && score >= CRITICAL_SCORE;
    }
}
