package dev.berth.oci;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a manifest was built to run on: {@code linux/amd64}, or {@code linux/arm/v7} where there is a variant. */
public record Platform(
        String os, String architecture, @Nullable String variant) implements Comparable<Platform> {

    private static final Pattern PART = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    /** What BuildKit writes where an index entry is an attestation and runs nowhere. */
    public static final Platform UNKNOWN = new Platform("unknown", "unknown", null);

    public Platform {
        if (!isPart(os) || !isPart(architecture) || (variant != null && !isPart(variant))) {
            throw new IllegalArgumentException(
                    "A platform looks like <os>/<architecture> or <os>/<architecture>/<variant>");
        }
    }

    private static boolean isPart(String text) {
        return PART.matcher(text).matches();
    }

    public static Platform of(String text) {
        String[] parts = text.split("/", 3);
        if (parts.length < 2) {
            throw new IllegalArgumentException(
                    "A platform looks like <os>/<architecture> or <os>/<architecture>/<variant>");
        }
        return new Platform(parts[0], parts[1], parts.length == 3 ? parts[2] : null);
    }

    /**
     * What an image's configuration says; {@link #UNKNOWN} where it says nothing readable. Whoever built the image wrote it: it
     * may say anything.
     */
    public static Platform ofConfig(byte[] config) {
        return JsonDocument.read(config, "os", "architecture", "variant")
                .flatMap(Platform::said)
                .orElse(UNKNOWN);
    }

    private static Optional<Platform> said(JsonDocument config) {
        String variant = config.text("variant");
        try {
            return Optional.of(
                    new Platform(config.text("os"), config.text("architecture"), variant.isBlank() ? null : variant));
        } catch (IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }

    /** Whether both name one operating system and architecture, whatever the variant. */
    public boolean isLike(Platform other) {
        return os.equals(other.os) && architecture.equals(other.architecture);
    }

    @Override
    public int compareTo(Platform other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return os + "/" + architecture + (variant == null ? "" : "/" + variant);
    }
}
