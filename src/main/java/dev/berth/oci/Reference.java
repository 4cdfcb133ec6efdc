package dev.berth.oci;

/** What names a manifest within a repository: a tag, which may move, or a digest, which cannot. */
public sealed interface Reference permits Tag, Digest {

    String value();

    /** A digest where the text has a colon, since no tag has one; a tag otherwise. */
    static Reference of(String text) {
        return text.indexOf(':') >= 0 ? Digest.of(text) : Tag.of(text);
    }
}
