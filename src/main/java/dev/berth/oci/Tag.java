package dev.berth.oci;

import java.util.regex.Pattern;

/** A movable name of a manifest: up to 128 letters, digits, {@code _ . -}, starting with none of the last two. */
public record Tag(String value) implements Reference, Comparable<Tag> {

    public static final int LONGEST = 128;

    /** A regular expression, for what has a tag in it. */
    public static final String FORM = "[A-Za-z0-9_][A-Za-z0-9_.-]{0,%d}".formatted(LONGEST - 1);

    private static final Pattern TAG = Pattern.compile(FORM);

    /** {@code sha256-<hex>}, with or without cosign's suffix: names what belongs to another manifest, not an image. */
    private static final Pattern ATTACHMENT = Pattern.compile("sha256-[0-9a-f]{64}(\\..+)?");

    /** As kaniko names what it keeps of one step of a build. */
    private static final Pattern BUILD_CACHE = Pattern.compile("[0-9a-f]{64}");

    public Tag {
        if (!TAG.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "A tag has 1 to 128 letters, digits, '_', '.' or '-', and starts with neither '.' nor '-'");
        }
    }

    public static Tag of(String text) {
        return new Tag(text);
    }

    public static boolean isTag(String text) {
        return TAG.matcher(text).matches();
    }

    public boolean isAttachment() {
        return ATTACHMENT.matcher(value).matches();
    }

    /** A stranger chooses tags: a hash table of them must stay quick whatever their hash codes are. */
    @Override
    public int compareTo(Tag other) {
        return value.compareTo(other.value);
    }

    /** Names a step of a build rather than an image that somebody would run. */
    public boolean isBuildCache() {
        return BUILD_CACHE.matcher(value).matches();
    }

    @Override
    public String toString() {
        return value;
    }
}
