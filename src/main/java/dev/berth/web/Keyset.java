package dev.berth.web;

import java.sql.Timestamp;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How a list is sorted: by a column with a time, and by one that tells rows of the same time apart. An index on both,
 * behind what the query compares with {@code =}, finds any page without reading another.
 */
public final class Keyset {

    private final String time;
    private final String tie;
    private final boolean newestFirst;
    private final Function<String, Object> tieValue;

    private Keyset(String time, String tie, boolean newestFirst, Function<String, Object> tieValue) {
        this.time = time;
        this.tie = tie;
        this.newestFirst = newestFirst;
        this.tieValue = tieValue;
    }

    /** @param id a column of UUIDs */
    public static Keyset newestFirst(String time, String id) {
        return new Keyset(time, id, true, Keyset::uuid);
    }

    /** @param id a column of UUIDs */
    public static Keyset oldestFirst(String time, String id) {
        return new Keyset(time, id, false, Keyset::uuid);
    }

    /** @param text a column, or an expression, of text */
    public static Keyset newestFirstByText(String time, String text) {
        return new Keyset(time, text, true, key -> key);
    }

    /** @param text a column, or an expression, of text */
    public static Keyset oldestFirstByText(String time, String text) {
        return new Keyset(time, text, false, key -> key);
    }

    /** @throws MalformedKey where the key is of no row of this list */
    public Page page(PageAt at, int size) {
        return switch (at) {
            case PageAt.Start start -> new Page(at, size, newestFirst, null);
            case PageAt.Before before -> new Page(at, size, true, before.key());
            case PageAt.After after -> new Page(at, size, false, after.key());
        };
    }

    private static Object uuid(String key) {
        try {
            return UUID.fromString(key);
        } catch (IllegalArgumentException e) {
            throw new MalformedKey();
        }
    }

    /** One page of the list. */
    public final class Page {

        private final PageAt at;
        private final int size;
        private final boolean descending;
        private final Map<String, Object> params = new HashMap<>();

        private Page(PageAt at, int size, boolean descending, @Nullable RowKey key) {
            this.at = at;
            this.size = size;
            this.descending = descending;
            params.put("keyLimit", size + 1);
            if (key != null) {
                params.put("keyTime", Timestamp.from(key.at()));
                params.put("keyTie", tieValue.apply(key.tie()));
            }
        }

        /** What a query's conditions end with where the page begins at a row, or nothing. */
        public String condition() {
            return at instanceof PageAt.Start
                    ? ""
                    : " and (%s, %s) %s (:keyTime, :keyTie)".formatted(time, tie, descending ? "<" : ">");
        }

        /** What stands behind the conditions. */
        public String order() {
            return " order by %1$s %3$s, %2$s %3$s limit :keyLimit".formatted(time, tie, descending ? "desc" : "asc");
        }

        /** What both name. */
        public Map<String, Object> params() {
            return Collections.unmodifiableMap(params);
        }

        /** @param found what the query found */
        public <T> Rows<T> rows(List<T> found, Function<T, RowKey> key) {
            boolean more = found.size() > size;
            List<T> rows = more ? found.subList(0, size) : found;
            if (rows.isEmpty()) {
                boolean start = at instanceof PageAt.Start;
                return new Rows<>(rows, start || !newestFirst ? null : "", start || newestFirst ? null : "");
            }
            if (descending != newestFirst) {
                rows = rows.reversed();
            }
            T newest = newestFirst ? rows.getFirst() : rows.getLast();
            T oldest = newestFirst ? rows.getLast() : rows.getFirst();
            boolean hasNewer = descending ? !(at instanceof PageAt.Start) : more;
            boolean hasOlder = descending ? more : !(at instanceof PageAt.Start);
            return new Rows<>(
                    rows,
                    hasNewer ? "after=" + key.apply(newest).encoded() : null,
                    hasOlder ? "before=" + key.apply(oldest).encoded() : null);
        }
    }
}
