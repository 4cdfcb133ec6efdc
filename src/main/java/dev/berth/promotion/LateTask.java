package dev.berth.promotion;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A durable task that should have been done by now.
 *
 * @param dueAt when it was, or will next be, due
 * @param failures how many attempts have failed in a row
 * @param runner who holds it, though nothing was heard from there for too long; null where nobody does
 */
record LateTask(
        String name,
        String instance,
        Instant dueAt,
        int failures,
        @Nullable String runner) {}
