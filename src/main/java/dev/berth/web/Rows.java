package dev.berth.web;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list's rows.
 *
 * @param newer the query of the page of newer rows, empty for the list's beginning; null where there is none
 * @param older the same for older ones
 */
public record Rows<T>(
        List<T> rows, @Nullable String newer, @Nullable String older) {

    public Rows {
        rows = List.copyOf(rows);
    }

    /** Whether the list has no row at all, as far as its beginning tells. */
    public boolean isEmpty() {
        return rows.isEmpty() && newer == null && older == null;
    }

    /**
     * The address of the page of newer rows, or null.
     *
     * @param list the list's address, which may have a query
     */
    public @Nullable String newer(String list) {
        return newer == null ? null : address(list, newer);
    }

    public @Nullable String older(String list) {
        return older == null ? null : address(list, older);
    }

    /** The same page of what stands for each row. */
    public <R> Rows<R> map(Function<? super T, ? extends R> row) {
        return new Rows<>(rows.stream().<R>map(row).toList(), newer, older);
    }

    static String address(String list, String query) {
        if (query.isEmpty()) {
            return list;
        }
        return list + (list.contains("?") ? "&" : "?") + query;
    }
}
