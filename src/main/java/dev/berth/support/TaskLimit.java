package dev.berth.support;

/**
 * How many of a task that may take long one replica runs at once, so that it never holds every thread. A feature declares it as a bean.
 *
 * @param task the task's name
 * @param atOnce of all owners
 * @param perOwner of one owner
 */
public record TaskLimit(String task, int atOnce, int perOwner) {}
