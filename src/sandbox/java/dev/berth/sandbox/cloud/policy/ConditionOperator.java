package dev.berth.sandbox.cloud.policy;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;

/** How one value of the request is compared with one value of the policy. */
enum ConditionOperator {
    STRING_EQUALS("StringEquals", false),
    STRING_NOT_EQUALS("StringNotEquals", true),
    STRING_EQUALS_IGNORE_CASE("StringEqualsIgnoreCase", false),
    STRING_NOT_EQUALS_IGNORE_CASE("StringNotEqualsIgnoreCase", true),
    STRING_LIKE("StringLike", false),
    STRING_NOT_LIKE("StringNotLike", true),
    DATE_EQUALS("DateEquals", false),
    DATE_NOT_EQUALS("DateNotEquals", true),
    DATE_LESS_THAN("DateLessThan", false),
    DATE_LESS_THAN_EQUALS("DateLessThanEquals", false),
    DATE_GREATER_THAN("DateGreaterThan", false),
    DATE_GREATER_THAN_EQUALS("DateGreaterThanEquals", false),
    ARN_EQUALS("ArnEquals", false),
    ARN_LIKE("ArnLike", false),
    ARN_NOT_EQUALS("ArnNotEquals", true),
    ARN_NOT_LIKE("ArnNotLike", true),
    BOOL("Bool", false),
    /** Asks whether the key is there at all; {@link Condition} answers it. */
    NULL("Null", false);

    private final String word;
    private final boolean negated;

    ConditionOperator(String word, boolean negated) {
        this.word = word;
        this.negated = negated;
    }

    static ConditionOperator of(String word) {
        for (ConditionOperator operator : values()) {
            if (operator.word.equals(word)) {
                return operator;
            }
        }
        throw new MalformedPolicy("Invalid Condition type : %s.".formatted(word));
    }

    boolean isNegated() {
        return negated;
    }

    /** Whether the values are alike in this operator's sense, before any negation. */
    boolean compares(String actual, String wanted) {
        return switch (this) {
            case STRING_EQUALS, STRING_NOT_EQUALS -> actual.equals(wanted);
            case STRING_EQUALS_IGNORE_CASE, STRING_NOT_EQUALS_IGNORE_CASE, BOOL -> actual.equalsIgnoreCase(wanted);
            case STRING_LIKE, STRING_NOT_LIKE -> Wildcard.of(wanted).matches(actual);
            case DATE_EQUALS, DATE_NOT_EQUALS -> compare(actual, wanted) == 0;
            case DATE_LESS_THAN -> compare(actual, wanted) < 0;
            case DATE_LESS_THAN_EQUALS -> compare(actual, wanted) <= 0;
            case DATE_GREATER_THAN -> compare(actual, wanted) > 0;
            case DATE_GREATER_THAN_EQUALS -> compare(actual, wanted) >= 0;
            case ARN_EQUALS, ARN_LIKE, ARN_NOT_EQUALS, ARN_NOT_LIKE ->
                ArnPattern.of(wanted).matches(actual);
            case NULL -> throw new IllegalStateException("Null compares nothing");
        };
    }

    /** @throws MalformedPolicy where this operator could never make sense of the value */
    void requireSensible(String wanted) {
        switch (this) {
            case DATE_EQUALS,
                    DATE_NOT_EQUALS,
                    DATE_LESS_THAN,
                    DATE_LESS_THAN_EQUALS,
                    DATE_GREATER_THAN,
                    DATE_GREATER_THAN_EQUALS -> {
                if (date(wanted).isEmpty()) {
                    throw new MalformedPolicy("Invalid date in condition: %s".formatted(wanted));
                }
            }
            case ARN_EQUALS, ARN_LIKE, ARN_NOT_EQUALS, ARN_NOT_LIKE -> ArnPattern.of(wanted);
            case BOOL, NULL -> {
                if (!Map.of("true", true, "false", false).containsKey(wanted)) {
                    throw new MalformedPolicy("Invalid boolean in condition: %s".formatted(wanted));
                }
            }
            case STRING_EQUALS,
                    STRING_NOT_EQUALS,
                    STRING_EQUALS_IGNORE_CASE,
                    STRING_NOT_EQUALS_IGNORE_CASE,
                    STRING_LIKE,
                    STRING_NOT_LIKE -> {}
        }
    }

    private static int compare(String actual, String wanted) {
        return date(actual).orElseThrow().compareTo(date(wanted).orElseThrow());
    }

    private static Optional<Instant> date(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException notIso) {
            return text.matches("\\d{1,12}")
                    ? Optional.of(Instant.ofEpochSecond(Long.parseLong(text)))
                    : Optional.empty();
        }
    }
}
