package dev.berth.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A table of figures beside those that they are measured against. It says what was seen, and fails nothing. */
public final class Ratios {

    private final String title;
    private final String measure;
    private final String measured;
    private final String unit;
    private final List<String> lines = new ArrayList<>();

    /**
     * @param measure what the others are measured against
     * @param measured what is
     */
    public Ratios(String title, String measure, String measured, String unit) {
        this.title = title;
        this.measure = measure;
        this.measured = measured;
        this.unit = unit;
    }

    /** @param goal the ratio that should not be passed */
    public Ratios add(String what, double against, double figure, double goal) {
        return add(what, against, figure, "  (goal %.1f%s)".formatted(goal, figure / against > goal ? ", missed" : ""));
    }

    public Ratios add(String what, double against, double figure) {
        return add(what, against, figure, "");
    }

    private Ratios add(String what, double against, double figure, String goal) {
        lines.add("  %-46s %s %8.2f %s   %s %8.2f %s   ratio %5.2f%s"
                .formatted(what, measure, against, unit, measured, figure, unit, figure / against, goal));
        return this;
    }

    public void print() {
        System.out.printf(Locale.ROOT, "%n%s%n%s%n", title, String.join(System.lineSeparator(), lines));
    }
}
