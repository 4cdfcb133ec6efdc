package dev.berth.guide;

/**
 * A sentence for whoever typed something, to stand at the field.
 *
 * @param key of its message
 * @param about what it is about, such as a part of what was typed
 */
public record Sentence(String key, String about) {

    Sentence(String key) {
        this(key, "");
    }
}
