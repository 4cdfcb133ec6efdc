package dev.berth.workspace;

import java.util.UUID;

public record WorkspaceId(UUID value) {

    public static WorkspaceId of(String text) {
        return new WorkspaceId(UUID.fromString(text));
    }

    public static WorkspaceId random() {
        return new WorkspaceId(UUID.randomUUID());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
