package dev.berth.arrival;

import java.util.UUID;

public record StagedImageId(UUID value) {

    public static StagedImageId of(String text) {
        return new StagedImageId(UUID.fromString(text));
    }

    public static StagedImageId random() {
        return new StagedImageId(UUID.randomUUID());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
