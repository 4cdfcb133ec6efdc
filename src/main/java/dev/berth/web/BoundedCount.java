package dev.berth.web;

/**
 * How many rows there are, counted up to a hundred: of a page that says so, nobody wants to know more, and counting a
 * hundred thousand takes long.
 */
public record BoundedCount(int value) {

    public static final int MOST = 100;

    /** @param rows a query for them, whose columns do not matter */
    public static String sql(String rows) {
        return "select count(*) as value from (%s limit %d) counted".formatted(rows, MOST);
    }

    /** {@code 7}, or {@code 99+}. */
    @Override
    public String toString() {
        return value < MOST ? String.valueOf(value) : MOST - 1 + "+";
    }
}
