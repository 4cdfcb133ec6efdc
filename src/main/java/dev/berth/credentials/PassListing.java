package dev.berth.credentials;

import dev.berth.web.Rows;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * One page of the list of passes.
 *
 * @param text what was searched for, or nothing
 */
record PassListing(Rows<ListedPass> passes, String text) {

    static final int SIZE = 25;

    public @Nullable String newer() {
        return passes.newer(address());
    }

    public @Nullable String older() {
        return passes.older(address());
    }

    private String address() {
        UriComponentsBuilder list = UriComponentsBuilder.fromPath("/staff/passes");
        return text.isEmpty()
                ? list.toUriString()
                : list.queryParam("text", "{text}")
                        .encode()
                        .buildAndExpand(text)
                        .toUriString();
    }
}
