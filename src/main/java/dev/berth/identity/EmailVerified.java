package dev.berth.identity;

import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What it takes for an address to be somebody's. */
enum EmailVerified {

    /**
     * That the provider says so, by the JSON value {@code true}, as OpenID Connect writes it. A provider that sends a text
     * has left the specification, and which of its texts means yes is a guess.
     */
    REQUIRED {
        @Override
        boolean counts(@Nullable Object said, @Nullable Object beside) {
            return Boolean.TRUE.equals(said) && (beside == null || Boolean.TRUE.equals(beside));
        }
    },

    /** That it does not say otherwise: for one that verifies every address, and says it in other words or never. */
    ASSUMED {
        @Override
        boolean counts(@Nullable Object said, @Nullable Object beside) {
            return Stream.of(said == null ? "true" : said, beside == null ? "true" : beside)
                    .allMatch(one -> "true".equals(one.toString()));
        }
    };

    /**
     * @param said whether this address is verified
     * @param beside what else is said of the person's address, which can only take away
     */
    abstract boolean counts(@Nullable Object said, @Nullable Object beside);
}
