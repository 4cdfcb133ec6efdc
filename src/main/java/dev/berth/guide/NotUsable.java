package dev.berth.guide;

/** What was typed names no image, or no tag, that can be pushed. */
class NotUsable extends IllegalArgumentException {

    private final transient Sentence sentence;

    NotUsable(String key, String about) {
        super(key + ": " + about);
        this.sentence = new Sentence(key, about);
    }

    Sentence sentence() {
        return sentence;
    }
}
