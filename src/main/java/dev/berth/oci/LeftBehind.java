package dev.berth.oci;

/**
 * What refers to an image and was not copied with it.
 *
 * @param what what it calls itself, a media type; the pusher's word, and for people only
 */
public record LeftBehind(Digest digest, String what, Reason reason) {

    /** Why; the image itself goes without it. */
    public enum Reason {
        ARCHIVE("it holds an archive or a file system"),
        EXECUTABLE("it holds a program"),
        COMPRESSED("it is compressed"),
        NOT_A_DOCUMENT("it is not the document that it says it is"),
        NO_CONTENT("it has no content"),
        TOO_LARGE("it is larger than Berth reads"),
        TOO_MUCH("together with the image's other attachments it is more than Berth reads"),
        WRONG_SIZE("it does not have the size that it says"),
        UNREADABLE("its manifest cannot be read"),
        MISSING("it is not there"),
        NAMES_OTHERS("it names something that is left behind");

        private final String sentence;

        Reason(String sentence) {
            this.sentence = sentence;
        }

        /** For a failure's message; pages have words of their own. */
        String sentence() {
            return sentence;
        }
    }
}
