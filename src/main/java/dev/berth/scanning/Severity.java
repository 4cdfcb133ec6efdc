package dev.berth.scanning;

import java.util.List;
import java.util.Locale;

/** How bad the scanner says a finding is. Its word is kept as it is, since the scanner may say any. */
public record Severity(String value) implements Comparable<Severity> {

    public static final Severity CRITICAL = new Severity("CRITICAL");
    public static final Severity HIGH = new Severity("HIGH");
    public static final Severity MEDIUM = new Severity("MEDIUM");
    public static final Severity LOW = new Severity("LOW");
    public static final Severity INFORMATIONAL = new Severity("INFORMATIONAL");
    /** The scanner's advisory gives none. */
    public static final Severity UNDEFINED = new Severity("UNDEFINED");
    /** Nobody rated it yet (enhanced scanning). */
    public static final Severity UNTRIAGED = new Severity("UNTRIAGED");

    private static final List<Severity> WORST_FIRST =
            List.of(CRITICAL, HIGH, MEDIUM, LOW, UNTRIAGED, UNDEFINED, INFORMATIONAL);

    public Severity {
        if (value.isBlank()) {
            throw new IllegalArgumentException("A severity is a word such as CRITICAL");
        }
    }

    public static Severity of(String text) {
        return new Severity(text.strip().toUpperCase(Locale.ROOT));
    }

    /** Whether it counts as CRITICAL: a word that Berth does not know may mean anything, so it does too. */
    public boolean isWorst() {
        return rank() == 0;
    }

    private int rank() {
        return Math.max(0, WORST_FIRST.indexOf(this));
    }

    /** The worst first; consistent with equals. */
    @Override
    public int compareTo(Severity other) {
        int byRank = Integer.compare(rank(), other.rank());
        return byRank != 0 ? byRank : value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
