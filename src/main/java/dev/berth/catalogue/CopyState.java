package dev.berth.catalogue;

import dev.berth.oci.Digest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What became of an image in the approved repository, under one tag. */
public sealed interface CopyState {

    /** The name by which pages find its words. */
    default String word() {
        return "catalogue.state."
                + switch (this) {
                    case Available it -> "available";
                    case Gone it -> "gone";
                    case Moved it -> "moved";
                    case Replaced it -> "replaced";
                };
    }

    /** When it ended; null while it lasts. */
    default @Nullable Instant until() {
        return switch (this) {
            case Available it -> null;
            case Gone it -> it.since();
            case Moved it -> it.since();
            case Replaced it -> it.since();
        };
    }

    /** The tag named it when the repository was last read. */
    record Available() implements CopyState {}

    /**
     * The tag is not there any more: expired, deleted, or with the whole repository.
     *
     * @param since when that was seen
     */
    record Gone(Instant since) implements CopyState {}

    /**
     * The tag names a digest that Berth did not give it, so nobody knows what runs from there.
     *
     * @param since when it was seen first that it does not name the image
     */
    record Moved(Instant since, Digest to) implements CopyState {}

    /** Another image was promoted under the tag. */
    record Replaced(Instant since) implements CopyState {}
}
