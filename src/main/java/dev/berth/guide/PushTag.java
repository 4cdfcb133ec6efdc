package dev.berth.guide;

import dev.berth.oci.Tag;
import java.util.regex.Pattern;

/** A tag that an image may be pushed under: not each that a registry would take says which image it is. */
final class PushTag {

    /** Build caches are kept under such tags, and such an image's ID is not its digest. */
    private static final Pattern DIGITS = Pattern.compile("(?i)[0-9a-f]{64}");

    private PushTag() {}

    /** @throws NotUsable with a sentence for the person who typed it */
    static Tag of(String typed) {
        Tag tag;
        try {
            tag = Tag.of(typed);
        } catch (IllegalArgumentException noTag) {
            throw new NotUsable("guide.tag.form", typed);
        }
        if (DIGITS.matcher(typed).matches()) {
            throw new NotUsable("guide.tag.digits", typed);
        }
        if (tag.isAttachment()) {
            throw new NotUsable("guide.tag.attachment", typed);
        }
        return tag;
    }

    static boolean isUsable(String text) {
        try {
            of(text);
            return true;
        } catch (NotUsable no) {
            return false;
        }
    }
}
