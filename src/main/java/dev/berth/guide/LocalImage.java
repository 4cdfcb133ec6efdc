package dev.berth.guide;

import dev.berth.oci.Digest;
import dev.berth.oci.Tag;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The image on the researcher's machine. What its forms let through needs no quotes in any shell.
 */
sealed interface LocalImage {

    /** What Docker and Podman find it by; null where they cannot. */
    @Nullable
    String inStore();

    /** What Skopeo reads it from; null where it cannot. */
    @Nullable
    String source();

    /** The key of the sentence for a client that cannot. */
    String unreadable();

    /** What it is and, where it says so, in which version. */
    Name called();

    /**
     * @param last the last part of a path, without registry and namespace; empty for an image that has only an ID
     * @param tag as the image has it, null where it has none
     */
    record Name(String last, @Nullable String tag) {

        /** One repository holds all that a researcher pushes, so a version alone would be another tool's too. */
        Optional<Tag> proposal() {
            if (tag == null || tag.equals("latest")) {
                return Optional.empty();
            }
            String proposal = last.isEmpty() || says(tag, last) ? tag : shortened(tag) + tag;
            return PushTag.isUsable(proposal) ? Optional.of(Tag.of(proposal)) : Optional.empty();
        }

        private static boolean says(String tag, String last) {
            return tag.equals(last) || (tag.startsWith(last) && "._-".indexOf(tag.charAt(last.length())) >= 0);
        }

        /** The version stays whole. */
        private String shortened(String tag) {
            int room = Tag.LONGEST - 1 - tag.length();
            return room < 1 ? "" : last.substring(0, Math.min(last.length(), room)) + "-";
        }
    }

    /** In the store of Docker or Podman by name: {@code my-image:1.0}, {@code ghcr.io/lab/tool:2}. */
    record Stored(String path, @Nullable String tag) implements LocalImage {

        @Override
        public String inStore() {
            return path + ":" + (tag == null ? "latest" : tag);
        }

        @Override
        public String source() {
            return "docker-daemon:" + inStore();
        }

        @Override
        public String unreadable() {
            throw new IllegalStateException("Every client reads " + this);
        }

        @Override
        public Name called() {
            return new Name(lastPart(path), tag);
        }
    }

    /** In the store, by the digest that a registry gave it. */
    record Digested(String path, @Nullable String tag, Digest digest) implements LocalImage {

        @Override
        public String inStore() {
            return path + "@" + digest;
        }

        @Override
        public String source() {
            return "docker-daemon:" + inStore();
        }

        @Override
        public String unreadable() {
            throw new IllegalStateException("Every client reads " + this);
        }

        @Override
        public Name called() {
            return new Name(lastPart(path), tag);
        }
    }

    /** In the store, by its ID, or as much of it as {@code docker images} shows. */
    record Identified(String hex) implements LocalImage {

        @Override
        public String inStore() {
            return hex;
        }

        @Override
        public @Nullable String source() {
            return hex.length() == 64 ? "docker-daemon:sha256:" + hex : null;
        }

        @Override
        public String unreadable() {
            return "guide.unreadable.id";
        }

        @Override
        public Name called() {
            return new Name("", null);
        }
    }

    /** A file or folder that Skopeo reads: {@code oci:./layout:1.0}, {@code docker-archive:image.tar}. */
    record Filed(String source, Name called) implements LocalImage {

        @Override
        public @Nullable String inStore() {
            return null;
        }

        @Override
        public String unreadable() {
            return "guide.unreadable.file";
        }
    }

    /** @throws NotUsable with a sentence for the person who typed it */
    static LocalImage of(String text) {
        return TypedImage.read(text.strip());
    }

    /** Without registry and namespace, or without the folder. */
    static String lastPart(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
