package dev.berth.web;

/**
 * Which page of a list is asked for. A page begins at a row and not at a number, so that what comes or goes meanwhile
 * neither repeats a row nor hides one, and so that the last page costs what the first does. A controller takes it as a
 * parameter, from {@code before} or {@code after} in the query.
 */
public sealed interface PageAt {

    /** Where the list begins. */
    record Start() implements PageAt {}

    /** The rows next to this one that are older. */
    record Before(RowKey key) implements PageAt {}

    /** The rows next to this one that are newer. */
    record After(RowKey key) implements PageAt {}

    /**
     * The address of this very page.
     *
     * @param list the list's address, which may have a query
     */
    default String in(String list) {
        return switch (this) {
            case Start start -> list;
            case Before before -> Rows.address(list, "before=" + before.key().encoded());
            case After after -> Rows.address(list, "after=" + after.key().encoded());
        };
    }
}
