package dev.berth.sandbox.registry;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** A layer upload under way. */
public record UploadId(UUID value) {

    private static final Pattern FORM = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    static UploadId random() {
        return new UploadId(UUID.randomUUID());
    }

    /** Nothing where the text is no upload's id at all: such an upload is as unknown as any other. */
    public static Optional<UploadId> of(String text) {
        return FORM.matcher(text).matches() ? Optional.of(new UploadId(UUID.fromString(text))) : Optional.empty();
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
