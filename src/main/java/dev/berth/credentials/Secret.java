package dev.berth.credentials;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * Text that is shown to one person once. It masks itself wherever it is printed, is no bean and no record, and so is
 * written by no serialiser; whoever wants the text says {@link #reveal}.
 */
public final class Secret {

    private final String text;

    private Secret(String text) {
        this.text = text;
    }

    public static Secret of(String text) {
        return new Secret(text);
    }

    public String reveal() {
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret that && MessageDigest.isEqual(bytes(), that.bytes());
    }

    @Override
    public int hashCode() {
        return 0;
    }

    @Override
    public String toString() {
        return "•••";
    }

    private byte[] bytes() {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
