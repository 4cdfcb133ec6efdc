package dev.berth.guide;

import dev.berth.oci.Tag;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The image on the researcher's machine. What its forms let through needs no quotes in any shell.
 */
public sealed interface LocalImage {

    /** What it is called on the command line. */
    String name();

    /** The tag it has, or {@code latest} as its tools say. */
    Tag tag();

    /** In the store of Docker or Podman: {@code my-image:1.0}, {@code ghcr.io/lab/tool:2}. */
    record Stored(String name, Tag tag) implements LocalImage {}

    /** A file or folder that Skopeo reads: {@code oci:./layout:1.0}, {@code docker-archive:image.tar}. */
    record Filed(String name, Tag tag) implements LocalImage {}

    Pattern STORED = Pattern.compile(
            "(?<path>(?:[A-Za-z0-9][A-Za-z0-9.-]*(?::\\d{1,5})?/)?[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*)(?::(?<tag>[^:/]*))?");

    Pattern FILED = Pattern.compile(
            "(?:oci|oci-archive|docker-archive|dir):[A-Za-z0-9._/][A-Za-z0-9._/-]*(?::(?<tag>[^:/]*))?");

    /** @throws IllegalArgumentException with a sentence for the person who typed it */
    static LocalImage of(String text) {
        String typed = text.strip();
        var filed = FILED.matcher(typed);
        if (filed.matches()) {
            return new Filed(typed, tag(filed.group("tag")));
        }
        if (typed.indexOf('@') >= 0) {
            throw new IllegalArgumentException("Name the image by its tag, such as my-image:1.0, not by a digest.");
        }
        var stored = STORED.matcher(typed);
        if (typed.length() > 255 || !stored.matches()) {
            throw new IllegalArgumentException(
                    "An image is called like my-image:1.0 or ghcr.io/lab/tool:2: lower-case letters, digits, and '.', '_', '-' or '/' between them. Skopeo also reads oci:folder:tag and docker-archive:file.tar.");
        }
        Tag tag = tag(stored.group("tag"));
        return new Stored(stored.group("path") + ":" + tag, tag);
    }

    private static Tag tag(@Nullable String typed) {
        return Tag.of(typed == null ? "latest" : typed);
    }
}
