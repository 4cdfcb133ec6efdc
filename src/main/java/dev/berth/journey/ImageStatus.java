package dev.berth.journey;

import java.util.Locale;

/** Where an image is on its way, in one word for a list. */
enum ImageStatus {
    SCANNING("waiting", true),
    NEEDS_REVIEW("attention", true),
    PROMOTING("waiting", true),
    STUCK("attention", true),
    APPROVED("good", false),
    APPROVED_IN_PART("attention", false),
    MOVED("bad", false),
    GONE("attention", false),
    REPLACED("neutral", false),
    REJECTED("bad", false),
    REFUSED("bad", false),
    SUPERSEDED("neutral", false),
    REPLACED_UNSEEN("attention", false),
    UNTAGGED("neutral", false),
    CLEARED("good", true);

    private final String kind;
    private final boolean moving;

    ImageStatus(String kind, boolean moving) {
        this.kind = kind;
        this.moving = moving;
    }

    /** The badge's look. */
    public String kind() {
        return kind;
    }

    /** Whether it may well be another one soon, so that the page looks again. */
    public boolean isMoving() {
        return moving;
    }

    public String word() {
        return "journey.status." + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What comes next, for the researcher. */
    public String next() {
        return word() + ".next";
    }
}
