package dev.berth.handover;

import java.util.UUID;

record NameRequestId(UUID value) {

    public static NameRequestId of(String text) {
        return new NameRequestId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
