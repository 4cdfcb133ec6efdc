package dev.berth.sandbox.cloud.policy;

import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** One operator, one key, and the values any of which will do (or, negated, none of which may be). */
record Condition(Quantifier quantifier, ConditionOperator operator, boolean ifExists, String key, List<String> values) {

    /** How a key with several values is taken. */
    enum Quantifier {
        NONE(""),
        FOR_ANY("ForAnyValue:"),
        FOR_ALL("ForAllValues:");

        private final String prefix;

        Quantifier(String prefix) {
            this.prefix = prefix;
        }
    }

    private static final String IF_EXISTS = "IfExists";

    Condition {
        values = List.copyOf(values);
    }

    static Condition of(String operatorText, String key, List<String> values) {
        Quantifier quantifier = operatorText.startsWith(Quantifier.FOR_ANY.prefix)
                ? Quantifier.FOR_ANY
                : operatorText.startsWith(Quantifier.FOR_ALL.prefix) ? Quantifier.FOR_ALL : Quantifier.NONE;
        String word = operatorText.substring(quantifier.prefix.length());
        boolean ifExists = word.endsWith(IF_EXISTS);
        ConditionOperator operator =
                ConditionOperator.of(ifExists ? word.substring(0, word.length() - IF_EXISTS.length()) : word);
        if (operator == ConditionOperator.NULL && (ifExists || quantifier != Quantifier.NONE)) {
            throw new MalformedPolicy("Invalid Condition type : %s.".formatted(operatorText));
        }
        ConditionKeys.require(key);
        if (values.isEmpty()) {
            throw new MalformedPolicy("Syntax errors in policy.");
        }
        values.forEach(operator::requireSensible);
        return new Condition(quantifier, operator, ifExists, key, values);
    }

    boolean holds(PolicyRequest request) {
        List<String> actual = request.values(key);
        if (operator == ConditionOperator.NULL) {
            return values.contains(String.valueOf(actual.isEmpty()).toLowerCase(Locale.ROOT));
        }
        if (actual.isEmpty()) {
            return ifExists
                    || switch (quantifier) {
                        case NONE -> operator.isNegated();
                        case FOR_ANY -> false;
                        case FOR_ALL -> true;
                    };
        }
        Predicate<String> satisfied =
                value -> operator.isNegated() != values.stream().anyMatch(wanted -> operator.compares(value, wanted));
        return switch (quantifier) {
            case NONE ->
                operator.isNegated()
                        ? actual.stream().allMatch(satisfied)
                        : actual.stream().anyMatch(satisfied);
            case FOR_ANY -> actual.stream().anyMatch(satisfied);
            case FOR_ALL -> actual.stream().allMatch(satisfied);
        };
    }
}
