package dev.berth.credentials;

import java.util.UUID;

public record PushSessionId(UUID value) {

    public static PushSessionId of(String text) {
        return new PushSessionId(UUID.fromString(text));
    }

    public static PushSessionId random() {
        return new PushSessionId(UUID.randomUUID());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
