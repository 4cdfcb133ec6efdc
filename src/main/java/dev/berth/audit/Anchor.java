package dev.berth.audit;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Signed: at this time the chain was this long and had this hash. Whoever rewrites or cuts the chain afterwards cannot make
 * another.
 *
 * @param number of the last entry
 * @param hash of that entry
 */
public record Anchor(long number, String hash, Instant at, Signature signature) {

    private static final JsonMapper JSON = JsonMapper.shared();

    /** One line of JSON. */
    public String text() {
        return JSON.writeValueAsString(new Text(number, hash, at.toString(), signature.keyId(), signature.value()));
    }

    /** Whatever is no anchor is nothing; who signed it is judged later. */
    public static Optional<Anchor> parse(String text) {
        try {
            Text read = JSON.readValue(text, Text.class);
            return Optional.of(new Anchor(
                    read.number(),
                    read.hash(),
                    Instant.parse(read.at()),
                    new Signature(read.keyId(), read.signature())));
        } catch (JacksonException | DateTimeException | NullPointerException notAnAnchor) {
            return Optional.empty();
        }
    }

    private record Text(long number, String hash, String at, String keyId, String signature) {

        Text {
            Stream.of(hash, at, keyId, signature).forEach(Objects::requireNonNull);
        }
    }
}
