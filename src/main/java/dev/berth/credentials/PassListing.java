package dev.berth.credentials;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * One page of the list of passes.
 *
 * @param text what was searched for, or nothing
 */
record PassListing(List<ListedPass> passes, String text, int page, boolean hasMore) {

    static final int SIZE = 25;

    PassListing {
        passes = List.copyOf(passes);
    }

    public @Nullable String newer() {
        return page == 0 ? null : address(page - 1);
    }

    public @Nullable String older() {
        return hasMore ? address(page + 1) : null;
    }

    private String address(int number) {
        return UriComponentsBuilder.fromPath("/staff/passes")
                .queryParam("text", "{text}")
                .queryParam("page", number)
                .encode()
                .buildAndExpand(text)
                .toUriString();
    }
}
