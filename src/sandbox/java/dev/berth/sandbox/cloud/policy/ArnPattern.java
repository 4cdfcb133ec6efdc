package dev.berth.sandbox.cloud.policy;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** An ARN with wildcards, each part matched for itself so that none reaches over a colon; or {@code *} alone. */
record ArnPattern(List<Wildcard> parts) {

    private static final int PARTS = 6;

    ArnPattern {
        parts = List.copyOf(parts);
    }

    static ArnPattern of(String text) {
        if (text.equals("*")) {
            return new ArnPattern(List.of());
        }
        String[] parts = text.split(":", PARTS);
        if (!parts[0].equals("arn")) {
            throw new MalformedPolicy("Resource %s must be in ARN format or \"*\".".formatted(text));
        }
        if (parts.length < PARTS) {
            throw new MalformedPolicy("The policy failed legacy parsing");
        }
        return new ArnPattern(Arrays.stream(parts).map(Wildcard::of).toList());
    }

    boolean matches(String arn) {
        if (parts.isEmpty()) {
            return true;
        }
        String[] actual = arn.split(":", PARTS);
        return actual.length == PARTS
                && IntStream.range(0, PARTS).allMatch(i -> parts.get(i).matches(actual[i]));
    }
}
