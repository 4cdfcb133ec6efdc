package dev.berth.credentials;

import java.util.UUID;

public record PassId(UUID value) {

    public static PassId of(String text) {
        return new PassId(UUID.fromString(text));
    }

    public static PassId random() {
        return new PassId(UUID.randomUUID());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
