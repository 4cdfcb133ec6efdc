package dev.berth.review;

/**
 * Why the policy says what it says: the rule by name, and a sentence for a reader.
 *
 * @param rule as it is named in the policy, such as {@code no-critical-finding}
 */
public record Reason(String rule, String sentence) {}
