package dev.berth.sandbox.cloud.ecr;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A part of a list, and what to send for the next part; a page that begins where the list has ended is empty. */
record Page<T>(List<T> items, @Nullable String nextToken) {

    private static final int DEFAULT = 100;
    private static final int MOST = 1000;
    private static final String PREFIX = "from:";

    Page {
        items = List.copyOf(items);
    }

    static <T> Page<T> of(List<T> all, EcrInput input) {
        long size = input.has("maxResults") ? input.number("maxResults") : DEFAULT;
        if (size < 1 || size > MOST) {
            throw EcrInput.invalid("maxResults", "Member must have value between 1 and " + MOST);
        }
        int from = Math.min(from(input.optional("nextToken")), all.size());
        int to = (int) Math.min(all.size(), from + size);
        return new Page<>(all.subList(from, to), to < all.size() ? token(to) : null);
    }

    <R> List<R> map(Function<T, R> each) {
        return items.stream().map(each).toList();
    }

    private static String token(int from) {
        return Base64.getEncoder().encodeToString((PREFIX + from).getBytes(StandardCharsets.UTF_8));
    }

    private static int from(@Nullable String token) {
        if (token == null) {
            return 0;
        }
        return Stream.of(token)
                .filter(text -> text.matches("[A-Za-z0-9+/]{4,40}={0,2}") && text.length() % 4 == 0)
                .map(text -> new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8))
                .filter(text -> text.matches(PREFIX + "\\d{1,9}"))
                .map(text -> Integer.parseInt(text.substring(PREFIX.length())))
                .findFirst()
                .orElseThrow(() -> EcrInput.invalid("nextToken", "Member must be a token of an earlier answer"));
    }
}
