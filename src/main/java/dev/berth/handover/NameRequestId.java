package dev.berth.handover;

import java.util.UUID;

record NameRequestId(UUID value) {

    static NameRequestId of(String text) {
        return new NameRequestId(UUID.fromString(text));
    }

    static NameRequestId random() {
        return new NameRequestId(UUID.randomUUID());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
