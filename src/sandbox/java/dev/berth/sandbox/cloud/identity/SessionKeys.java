package dev.berth.sandbox.cloud.identity;

import java.time.Instant;

/** What is handed to whoever assumed a role. Kept nowhere. */
public record SessionKeys(String accessKeyId, String secretAccessKey, String sessionToken, Instant expires) {

    @Override
    public String toString() {
        return "SessionKeys[%s, until %s]".formatted(accessKeyId, expires);
    }
}
