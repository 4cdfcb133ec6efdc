package dev.berth.journey;

import java.time.Instant;
import java.util.List;

/**
 * One thing that happened to an image.
 *
 * @param kind the badge's look
 * @param word the name of its message
 * @param about what the message is about, such as a tag or a person
 * @param sentences more to read
 */
record Moment(Instant at, String kind, String word, String about, List<String> sentences) {

    Moment {
        sentences = List.copyOf(sentences);
    }

    Moment(Instant at, String kind, String word, String about) {
        this(at, kind, word, about, List.of());
    }
}
